"""Contrast as it is drawn. axe cannot tell it for elements beside the body, which is where the widget stands."""

from __future__ import annotations

from playwright.sync_api import Page

# WCAG 2.2 AA: 4.5 for text, 3 for large text and for what a control is known by; nothing for disabled controls.
MEASURE = """async () => {
  const pen = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true, colorSpace: 'srgb'});
  const mix = (layers) => {
    for (const [color, alpha] of [['white', 1], ...layers]) {
      pen.globalAlpha = alpha;
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
    }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => {
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb.map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const up = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host;
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = up(at)) {
      const {backgroundColor, opacity} = getComputedStyle(at);
      for (const layer of layers) layer[1] *= +opacity;
      layers.unshift([backgroundColor, +opacity]);
    }
    return layers;
  };
  const faded = (element) => {
    let alpha = 1;
    for (let at = element; at; at = up(at)) alpha *= getComputedStyle(at).opacity;
    return alpha;
  };
  const shown = (element) => {
    const {width, height} = element.getBoundingClientRect();
    return width > 2 && height > 2 && element.checkVisibility({visibilityProperty: true, opacityProperty: true});
  };
  const root = document.querySelector('support-chat').shadowRoot;
  const moving = () => root.getAnimations()
    .filter(({effect, playState}) => playState === 'running' && effect.getComputedTiming().endTime !== Infinity);
  // What comes or goes at this moment is measured as it will stay; from here on nothing can come between.
  while (moving().length) await Promise.allSettled(moving().map(({finished}) => finished));
  const found = [];
  const check = (element, color, enough, what) => {
    const layers = behind(element);
    const got = ratio(mix([...layers, [color, faded(element)]]), mix(layers));
    found.push([what.trim().slice(0, 40), got, enough]);
  };
  for (const element of root.querySelectorAll('*')) {
    if (!shown(element) || element.closest(':disabled, [aria-disabled=true], style')) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const enough = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const drawn = element.localName === 'svg' || element.part.contains('launcher');
    if (drawn) check(element, style.color, 3, `the icon of ${element.part.value || element.parentElement.className}`);
    const {value, placeholder} = element;
    if (value && 'placeholder' in element) check(element, style.color, enough, value);
    else if (placeholder) check(element, getComputedStyle(element, '::placeholder').color, enough, placeholder);
    const text = [...element.childNodes].filter(({nodeType}) => nodeType === 3).map(({data}) => data).join('').trim();
    if (text && !element.closest('svg')) check(element, style.color, enough, text);
  }
  return found;
}"""


def measured(page: Page) -> list[tuple[str, float, float]]:
    """Each text and icon that the widget shows: what it is, its contrast, and how much is enough."""
    found: list[tuple[str, float, float]] = page.evaluate(MEASURE)
    return found


def too_low(page: Page) -> list[str]:
    return [f"contrast {got:.2f} of {enough}: {what}" for what, got, enough in measured(page) if got < enough]
