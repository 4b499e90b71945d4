"""The widget beside peers from npm and a hand-written loader, all in the same page: `python -m bench.widget`.

Each visit is a fresh visitor's, with a processor slowed down to a quarter: the page comes to rest, the vendor's own
snippet is put in, the button appears, the page comes to rest again, the button is pressed, a text field appears.
Everything comes from this machine by HTTP/1.1, JavaScript and style sheets compressed by brotli at its best; backends
answer at once with little, so that no widget waits for one. The rounds are interleaved: compare within one run only.

To know when reading the figures: deep-chat has no button, and its panel is what is waited for. Botpress shows its field
while it waits for its backend, and that counts. Papercups' conversation is an application in a frame that is on no
registry: an empty page stands for it, so that its figures are lower than they are. The frame is of the same site and
shares the page's thread, as on a phone. The browser's polling for what has appeared is in all figures.
"""

from bench.widget.report import table
from bench.widget.run import measure

__all__ = ["measure", "table"]
