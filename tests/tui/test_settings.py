from pathlib import Path

import pytest

from cvae_tui.tui.settings import Settings, read_settings

THEMES = ["cvae-dark", "cvae-light"]


def test_no_file_is_no_complaint(config: Path) -> None:
    assert read_settings(THEMES) == (Settings(), [])


def test_a_file_is_read(config: Path) -> None:
    config.write_text('theme = "cvae-light"\nascii = true\nsmoothing = 0.6\n[keys]\n"train.pause" = "X,space"\n')
    assert read_settings(THEMES) == (Settings("cvae-light", True, 0.6, {"train.pause": "X,space"}), [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("smothing = 0.5", "there is no setting 'smothing'; did you mean 'smoothing'?"),
        ('theme = "cvae-ligth"', "there is no theme 'cvae-ligth'; did you mean 'cvae-light'?"),
        ("theme = 3", "there is no theme '3'"),
        ('ascii = "yes"', "ascii is 'yes'; it must be true or false"),
        ("smoothing = 1.0", "smoothing is '1.0'; it must be a number from 0 to 0.99"),
        ("smoothing = true", "smoothing is 'True'; it must be a number"),
        ('keys = "p"', "keys must be a table"),
        ("[keys]\nx = 3", "keys must be a table"),
        ("theme = [", "is no TOML"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(config: Path, text: str, said: str) -> None:
    config.write_text(text)
    settings, (complaint,) = read_settings(THEMES)
    assert settings == Settings()
    assert complaint.startswith(str(config))
    assert said in complaint


def test_one_mistake_leaves_the_rest(config: Path) -> None:
    config.write_text("nonsense = 1\nsmoothing = 0.3\n")
    settings, complaints = read_settings(THEMES)
    assert settings.smoothing == 0.3
    assert len(complaints) == 1


def test_bytes_that_are_no_text_and_a_folder_in_its_place(config: Path) -> None:
    config.write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8 text" in read_settings(THEMES)[1][0]
    config.unlink()
    config.mkdir()
    assert "cannot be read" in read_settings(THEMES)[1][0]


def test_a_byte_order_mark_does_no_harm(config: Path) -> None:
    config.write_text("smoothing = 0.3\n", encoding="utf-8-sig")
    assert read_settings(THEMES) == (Settings(smoothing=0.3), [])


def test_keys_are_known_by_name(config: Path) -> None:
    config.write_text('[keys]\n"train.pause" = "X"\n"train.puase" = "w"\n')
    settings, (complaint,) = read_settings(THEMES)
    assert settings.keys == {"train.pause": "X"}
    assert complaint == f"{config}: there is no key 'train.puase' in [keys]; did you mean 'train.pause'?"


def test_keys_go_by_their_former_names_too(config: Path) -> None:
    config.write_text('[keys]\n"grid.way" = "X"\n"grid.lock" = "U"\n')
    assert read_settings(THEMES) == (Settings(keys={"samples.mode": "X", "samples.lock": "U"}), [])


def test_a_key_that_means_two_things_is_told(config: Path) -> None:
    config.write_text('[keys]\n"train.pause" = "x"\n')
    settings, (complaint,) = read_settings(THEMES)
    assert settings.keys == {"train.pause": "x"}
    assert "'x' is both 'train.pause' and 'train.stop' in [keys]" in complaint
