"""What the charts draw and how: pure, from numbers to lines of text; knows no screen."""
