"""Numbers as the figures and the stages write them."""


def number(value):
    """Return a number in four digits, the same on every machine: 8.333, -0.6, 1.2e+09.

    >>> number(25 / 3), number(-0.6), number(-0.0), number(1234567.0)
    ('8.333', '−0.6', '0', '1.235e+06')
    """
    text = f"{value:.4g}".replace("inf", "∞")
    return "0" if text in ("-0", "0") else text.replace("-", "−", 1) if value < 0 else text
