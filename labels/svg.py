"""Symbols alone as SVG, to scan from a screen: dark on white whatever the theme, quiet zone included."""

from html import escape

from labels.symbols import CODE128_QUIET, QR_QUIET, Symbol, code128_symbol, qr_symbol


def code128_svg(text: str, *, module: float = 2, height: int = 96, label: str = "") -> str:
    """Bars `module` CSS pixels each; two give half a millimetre, wide enough for any scanner and most screens."""
    symbol = code128_symbol(text)
    return _svg(symbol, quiet=CODE128_QUIET, tall=1, across=module, down=height, label=label or text)


def qr_svg(text: str, *, module: float = 4, label: str = "") -> str:
    """A QR code whose squares are `module` CSS pixels wide."""
    symbol = qr_symbol(text)
    return _svg(symbol, quiet=QR_QUIET, tall=symbol.modules, across=module, down=module, label=label or text)


def _svg(symbol: Symbol, *, quiet: int, tall: int, across: float, down: float, label: str) -> str:
    """Attributes only, no inline style: the page's security policy forbids it."""
    width = (symbol.modules + 2 * quiet) * across
    margin = quiet * min(across, down)
    height = tall * down + 2 * margin
    place = f"translate({quiet * across:g} {height - margin:g}) scale({across:g} {-down:g})"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="symbol" role="img" aria-label="{escape(label)}" '
        f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}" shape-rendering="crispEdges">'
        f'<rect width="100%" height="100%" fill="#fff"/><path fill="#000" transform="{place}" d="{symbol.svg_path}"/></svg>'
    )
