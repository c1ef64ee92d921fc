"""The demo by the million: a network of two hundred sites and three years of its history, copied in."""
