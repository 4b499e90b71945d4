// A short two-note tone, made on the spot: no file to load, and silent until the person has touched the page.

const NOTES = [
  { hertz: 880, at: 0 },
  { hertz: 1174.7, at: 0.09 },
];
const LENGTH_S = 0.35;
const LOUDNESS = 0.08;
/** One tone for a burst. */
const REST_MS = 1_500;

export class Chime {
  #context: AudioContext | null = null;
  #last = 0;

  play(): void {
    const now = performance.now();
    // Browsers forbid sound before a gesture, and people hate it.
    if (navigator.userActivation?.hasBeenActive === false || (this.#last > 0 && now - this.#last < REST_MS))
      return;
    this.#last = now;
    try {
      this.#context ??= new AudioContext();
      this.#sound(this.#context);
    } catch {
      // No audio device, or none allowed: the badge and the message are there anyway.
    }
  }

  end(): void {
    void this.#context?.close();
    this.#context = null;
  }

  #sound(context: AudioContext): void {
    if (context.state === "suspended") void context.resume();
    for (const { hertz, at } of NOTES) {
      const start = context.currentTime + at;
      const tone = new OscillatorNode(context, { frequency: hertz });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, start + LENGTH_S);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + LENGTH_S);
    }
  }
}
