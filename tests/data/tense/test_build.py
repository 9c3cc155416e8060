"""The committed verb files: right in their form, right by eye where a rule fails, and what the script makes."""

import re
import socket
from collections import Counter
from pathlib import Path

import pytest

from cvae_tui.core.tasks.tense.regular import is_regular
from cvae_tui.data.build import build as build_all
from cvae_tui.data.tense import build, sources

TENSE = Path(build.__file__).parent
NAMES = ("train", "test", "unseen", "extra", "extra_unseen")
FILES = [
    *(f"{folder}/{name}.txt" for folder in ("lab", "full", "large") for name in NAMES),
    "large/other_words.txt",
    "large/words.txt",
    "real.txt",
]

IRREGULAR = """
arise arises arising arose|awake awakes awaking awoke|babysit babysits babysitting babysat|bear bears bearing bore
beat beats beating beat|become becomes becoming became|begin begins beginning began|bend bends bending bent
bet bets betting bet|bid bids bidding bid|bind binds binding bound|bite bites biting bit|bleed bleeds bleeding bled
blow blows blowing blew|break breaks breaking broke|breed breeds breeding bred|bring brings bringing brought
broadcast broadcasts broadcasting broadcast|build builds building built|burst bursts bursting burst
buy buys buying bought|cast casts casting cast|catch catches catching caught|choose chooses choosing chose
cling clings clinging clung|come comes coming came|cost costs costing cost|creep creeps creeping crept
cut cuts cutting cut|deal deals dealing dealt|dig digs digging dug|do does doing did|draw draws drawing drew
drink drinks drinking drank|drive drives driving drove|dwell dwells dwelling dwelt|eat eats eating ate
fall falls falling fell|feed feeds feeding fed|feel feels feeling felt|fight fights fighting fought
find finds finding found|fit fits fitting fit|flee flees fleeing fled|fling flings flinging flung
fly flies flying flew|forbid forbids forbidding forbade|forget forgets forgetting forgot
forgive forgives forgiving forgave|forsake forsakes forsaking forsook|freeze freezes freezing froze
get gets getting got|give gives giving gave|go goes going went|grind grinds grinding ground|grow grows growing grew
hamstring hamstrings hamstringing hamstrung|hang hangs hanging hung|have has having had|hear hears hearing heard
hide hides hiding hid|hit hits hitting hit|hold holds holding held|hurt hurts hurting hurt|keep keeps keeping kept
kneel kneels kneeling knelt|know knows knowing knew|lay lays laying laid|lead leads leading led
leave leaves leaving left|lend lends lending lent|let lets letting let|lie lies lying lay|light lights lighting lit
lose loses losing lost|make makes making made|mean means meaning meant|meet meets meeting met
mistake mistakes mistaking mistook|pay pays paying paid|put puts putting put|quit quits quitting quit
read reads reading read|rend rends rending rent|rid rids ridding rid|ride rides riding rode|ring rings ringing rang
rise rises rising rose|run runs running ran|say says saying said|see sees seeing saw|seek seeks seeking sought
sell sells selling sold|send sends sending sent|set sets setting set|shake shakes shaking shook
shed sheds shedding shed|shine shines shining shone|shoe shoes shoeing shod|shoot shoots shooting shot
shrink shrinks shrinking shrank|shut shuts shutting shut|sing sings singing sang|sink sinks sinking sank
sit sits sitting sat|slay slays slaying slew|sleep sleeps sleeping slept|slide slides sliding slid
sling slings slinging slung|slink slinks slinking slunk|slit slits slitting slit|smite smites smiting smote
speak speaks speaking spoke|speed speeds speeding sped|spend spends spending spent|spin spins spinning spun
spit spits spitting spat|split splits splitting split|spread spreads spreading spread
spring springs springing sprang|stand stands standing stood|steal steals stealing stole|stick sticks sticking stuck
sting stings stinging stung|stink stinks stinking stank|stride strides striding strode|strike strikes striking struck
string strings stringing strung|strive strives striving strove|swear swears swearing swore
sweep sweeps sweeping swept|swim swims swimming swam|swing swings swinging swung|take takes taking took
teach teaches teaching taught|tear tears tearing tore|tell tells telling told|think thinks thinking thought
throw throws throwing threw|thrust thrusts thrusting thrust|tread treads treading trod
understand understands understanding understood|undergo undergoes undergoing underwent|upset upsets upsetting upset
wake wakes waking woke|wear wears wearing wore|weave weaves weaving wove|wed weds wedding wed|weep weeps weeping wept
wet wets wetting wet|win wins winning won|wind winds winding wound|withdraw withdraws withdrawing withdrew
wring wrings wringing wrung|write writes writing wrote
"""
# Pairs that a wrong table swaps, doubling, final c, ie, e, o, s, z and y, American spelling, errors of the sources.
BY_EYE = """
found founds founding founded|bound bounds bounding bounded|wound wounds wounding wounded|rent rents renting rented
fell fells felling felled|bore bores boring bored|saw saws sawing sawed|ground grounds grounding grounded
burn burns burning burned|dream dreams dreaming dreamed|learn learns learning learned|spell spells spelling spelled
leap leaps leaping leaped|dive dives diving dived|prove proves proving proved|show shows showing showed
sew sews sewing sewed|plead pleads pleading pleaded|sneak sneaks sneaking sneaked|knit knits knitting knitted
travel travels traveling traveled|cancel cancels canceling canceled|control controls controlling controlled
focus focuses focusing focused|benefit benefits benefiting benefited|format formats formatting formatted
program programs programming programmed|kidnap kidnaps kidnapping kidnapped|worship worships worshipping worshipped
target targets targeting targeted|refer refers referring referred|offer offers offering offered
open opens opening opened|visit visits visiting visited|commit commits committing committed
debug debugs debugging debugged|panel panels paneling paneled|tar tars tarring tarred
fulfill fulfills fulfilling fulfilled
fulfil fulfils fulfilling fulfilled|panic panics panicking panicked|picnic picnics picnicking picnicked
mimic mimics mimicking mimicked|traffic traffics trafficking trafficked|frolic frolics frolicking frolicked
die dies dying died|tie ties tying tied|agree agrees agreeing agreed|hoe hoes hoeing hoed|canoe canoes canoeing canoed
dye dyes dyeing dyed|singe singes singeing singed|sing sings singing sang|eye eyes eyeing eyed|age ages aging aged
argue argues arguing argued|queue queues queuing queued|echo echoes echoing echoed|veto vetoes vetoing vetoed
torpedo torpedoes torpedoing torpedoed|radio radios radioing radioed|zero zeroes zeroing zeroed|ski skis skiing skied
gas gasses gassing gassed|bias biases biasing biased|quiz quizzes quizzing quizzed|stomach stomachs stomaching stomached
try tries trying tried|play plays playing played|buy buys buying bought|bust busts busting busted
psych psychs psyching psyched|ante antes anteing anted|organize organizes organizing organized
organise organises organising organised|color colors coloring colored|colour colours colouring coloured
analyze analyzes analyzing analyzed|label labels labeling labeled|model models modeling modeled
"""


def rows(name: str) -> list[list[str]]:
    return [line.split(" ") for line in (TENSE / name).read_text(encoding="ascii").splitlines()]


def table(text: str) -> list[str]:
    return [row for line in text.strip().splitlines() for row in line.split("|")]


@pytest.fixture(scope="module")
def word_lists() -> None:
    for package in sources.VERSIONS:
        try:
            sources.resource(package)
        except LookupError as error:
            pytest.skip(f"the word lists are not installed: {error}")


@pytest.mark.usefixtures("word_lists")
def test_committed_files_are_what_the_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the data must be made without a network")

    monkeypatch.setattr(socket, "socket", refuse)
    build_all(tmp_path, ("tense",))
    assert sorted(str(path.relative_to(tmp_path / "tense")) for path in tmp_path.rglob("*.txt")) == sorted(FILES)
    for name in FILES:
        assert (tmp_path / "tense" / name).read_bytes() == (TENSE / name).read_bytes(), name


def test_folder_holds_no_other_list() -> None:
    lists = {str(path.relative_to(TENSE)) for path in TENSE.rglob("*.txt")}
    assert sorted(lists - {sources.OVERRIDES.name}) == sorted(FILES)


@pytest.mark.parametrize("name", ["lab/train.txt", "full/train.txt", "large/train.txt"])
def test_training_rows_are_four_plain_words_each_verb_once(name: str) -> None:
    text = (TENSE / name).read_text(encoding="ascii")
    assert re.fullmatch(r"(?:[a-z]+ [a-z]+ [a-z]+ [a-z]+\n)+", text)
    assert [base for base, count in Counter(row[0] for row in rows(name)).items() if count > 1] == []


@pytest.mark.parametrize("name", ["lab/unseen.txt", "full/unseen.txt", "large/unseen.txt", "real.txt"])
def test_judged_rows_have_one_base_and_variants_each_once(name: str) -> None:
    text = (TENSE / name).read_text(encoding="ascii")
    variants = r"[a-z]+(?:/[a-z]+)*"
    assert re.fullmatch(rf"(?:[a-z]+ {variants} {variants} {variants}\n)+", text)
    cells = [cell.split("/") for row in rows(name) for cell in row]
    assert [cell for cell in cells if len(set(cell)) < len(cell)] == []
    bases = [row[0] for row in rows(name)]
    assert bases == sorted(set(bases))


def test_counts() -> None:
    assert {name: len(rows(name)) for name in FILES} == {
        "lab/train.txt": 1227,
        "lab/test.txt": 10,
        "lab/unseen.txt": 542,
        "lab/extra.txt": 93,
        "lab/extra_unseen.txt": 46,
        "full/train.txt": 5067,
        "full/test.txt": 10,
        "full/unseen.txt": 542,
        "full/extra.txt": 338,
        "full/extra_unseen.txt": 52,
        "large/train.txt": 14085,
        "large/test.txt": 10,
        "large/unseen.txt": 542,
        "large/extra.txt": 670,
        "large/extra_unseen.txt": 52,
        "large/other_words.txt": 4011,
        "large/words.txt": 82767,
        "real.txt": 14627,
    }


@pytest.mark.parametrize("folder", ["lab", "full", "large"])
def test_no_form_of_an_unseen_verb_stands_in_a_training_row(folder: str) -> None:
    trained = {word for name in ("train", "extra") for row in rows(f"{folder}/{name}.txt") for word in row}
    unseen = {word for row in rows(f"{folder}/unseen.txt") for cell in row for word in cell.split("/")}
    assert trained & unseen == set()


def test_no_unseen_verb_has_a_spelling_twin_in_training() -> None:
    verbs = {row[0]: ((), (), ()) for row in rows("real.txt")}
    unseen = {row[0] for row in rows("large/unseen.txt")}
    twins = [(base, twin) for base in verbs if (twin := build.american(base, verbs))]
    assert ("organise", "organize") in twins
    assert [pair for pair in twins if len(unseen & set(pair)) == 1] == []


def test_real_rows_are_the_trained_and_the_unseen_verbs() -> None:
    real = {row[0]: [set(cell.split("/")) for cell in row] for row in rows("real.txt")}
    assert {row[0] for row in rows("large/train.txt")} | {row[0] for row in rows("large/unseen.txt")} == real.keys()
    for row in rows("large/train.txt"):
        assert all(form in accepted for form, accepted in zip(row, real[row[0]], strict=True)), row
    lab, full, large = (set(map(tuple, rows(f"{folder}/train.txt"))) for folder in ("lab", "full", "large"))
    assert lab <= full <= large
    assert rows("large/train.txt")[: len(full)] == rows("full/train.txt")


@pytest.mark.parametrize("row", table(IRREGULAR) + table(BY_EYE))
def test_rows_that_were_looked_at(row: str) -> None:
    present, third, progressive, past = row.split(" ")
    found = {first: (rest, name) for name in ("full/train.txt", "full/unseen.txt") for first, *rest in rows(name)}
    (forms_found, name) = found[present]
    assert [cell.split("/")[0] for cell in forms_found] == [third, progressive, past]
    if row in table(IRREGULAR):
        assert name == "full/train.txt"


@pytest.mark.parametrize(
    "row",
    [
        "outrun outruns outrunning outran",
        "overthrow overthrows overthrowing overthrew",
        "interweave interweaves interweaving interwove/interweaved",
        "level levels leveling/levelling leveled/levelled",
        "bus buses/busses busing/bussing bused/bussed",
        "taxi taxis/taxies taxiing/taxying taxied",
    ],
)
def test_unseen_rows_that_were_looked_at(row: str) -> None:
    assert row.split(" ") in rows("full/unseen.txt")


def test_unseen_verbs_have_their_share_of_prefixed_irregulars() -> None:
    not_ed = [row[0] for row in rows("full/unseen.txt") if not row[3].split("/")[0].endswith("ed")]
    assert len(not_ed) >= 30
    assert {"outrun", "overthrow"} <= set(not_ed)


@pytest.mark.parametrize("word", ["can", "will", "must", "lightning", "telephones", "programme", "faggot"])
def test_left_out(word: str) -> None:
    assert word not in {row[0] for row in rows("real.txt")}


def test_rows_of_the_larger_list_follow_the_spelling_rules_and_share_no_form() -> None:
    full, large = rows("full/train.txt"), rows("large/train.txt")
    assert large[len(full)] == ["be", "is", "being", "was"]
    more = large[len(full) + 1 :]
    assert [row for row in more if not is_regular((row[0], row[1], row[2], row[3]))] == []
    owners = Counter(word for row in large for word in set(row))
    assert [row for row in more if any(owners[word] > 1 for word in row)] == []
    assert ["abduce", "abduces", "abducing", "abduced"] in more


@pytest.mark.parametrize("folder", ["lab", "full", "large"])
def test_other_forms_stand_in_no_row_and_belong_to_a_verb_of_the_folder(folder: str) -> None:
    trained, unseen = rows(f"{folder}/train.txt"), rows(f"{folder}/unseen.txt")
    learned, scored = rows(f"{folder}/extra.txt"), rows(f"{folder}/extra_unseen.txt")
    usual = {cell.split("/")[0] for row in (*trained, *unseen) for cell in row}
    assert usual.isdisjoint(form for form, _ in (*learned, *scored))
    assert {present for _, present in learned} <= {row[0] for row in trained}
    assert {present for _, present in scored} <= {row[0] for row in (*trained, *unseen)}
    assert {form for form, _ in learned}.isdisjoint(form for form, _ in scored)


def test_other_forms_that_were_looked_at() -> None:
    learned, scored = ({tuple(row) for row in rows(f"large/{name}.txt")} for name in ("extra", "extra_unseen"))
    for pair in (
        "written write|gone go|flown fly|been be|am be|are be|were be|done do|travelled travel|learnt learn"
        "|focusses focus|worshiping worship|drunk drink|lain lie|hanged hang"
    ).split("|"):
        assert tuple(pair.split()) in learned
    assert {("forgone", "forgo"), ("overthrown", "overthrow"), ("levelled", "level")} <= scored


def test_other_words_are_no_form_of_a_verb() -> None:
    others = [word for (word,) in rows("large/other_words.txt")]
    verbs = {form for row in rows("real.txt") for cell in row for form in cell.split("/")}
    assert verbs.isdisjoint(others) and others == sorted(set(others))
    assert {"can", "must", "the", "beautiful"} <= set(others)


def test_the_word_list_has_words_of_any_kind() -> None:
    words = [word for (word,) in rows("large/words.txt")]
    assert words == sorted(set(words)) and {"avalanche", "warrant", "the", "beautiful"} <= set(words)
    assert {"avalanch", "warrante"}.isdisjoint(words)


def test_training_rows_are_ordered_by_frequency() -> None:
    bases = [row[0] for row in rows("full/train.txt")]
    assert bases[:6] == ["use", "have", "make", "list", "do", "include"]
    assert bases.index("walk") < bases.index("limp") < bases.index("rewear")
    lab = [row[0] for row in rows("lab/train.txt")]
    assert lab == [base for base in bases if base in set(lab)]


def test_ten_test_pairs_stand_in_training_rows() -> None:
    tenses = ("present", "third", "progressive", "past")
    pairs = rows("full/test.txt")
    assert [pair[:2] for pair in pairs] == rows("lab/test.txt")
    assert " ".join(pairs[0]) == "abandon abandoned present past"
    assert " ".join(pairs[-1]) == "healing heals progressive third"
    for folder in ("lab", "full"):
        for word, target, source, to in pairs:
            assert any(
                row[tenses.index(source)] == word and row[tenses.index(to)] == target
                for row in rows(f"{folder}/train.txt")
            ), (folder, word, target)


def test_absent_or_other_word_list_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sources.VERSIONS, "cvae_tui_absent", "1.0")
    with pytest.raises(LookupError, match=re.escape("cvae_tui_absent 1.0 is needed to make the data")):
        sources.resource("cvae_tui_absent")
    monkeypatch.setitem(sources.VERSIONS, "pytest", "0.0")
    with pytest.raises(LookupError, match=re.escape("pytest 0.0 is needed to make the data, but ")):
        sources.resource("pytest")


@pytest.mark.parametrize("line", ["use go goes going went", "drop go | why", "use go goes | why", "leave go |"])
def test_override_without_a_reason_or_a_meaning_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "overrides.txt"
    path.write_text(f"# a comment\n{line}\n")
    with pytest.raises(ValueError, match=re.escape("overrides.txt, line 2")):
        sources.read_overrides(path)


def test_variants_are_ordered_the_american_way() -> None:
    count = {"travelling": 9, "traveling": 0, "hung": 5, "hanged": 1}
    assert build.prefer(("travelling", "traveling"), "travel", count) == ("traveling", "travelling")
    assert build.prefer(("hanged", "hung"), "hang", count) == ("hung", "hanged")


def test_confirmed_verb_keeps_what_both_lists_have() -> None:
    first = sources.parse_verbs(["get,verb,got,gotten,getting,gets", "Get,verb,a,b,c,d", "go,noun,gos"], "verb")
    second = sources.parse_verbs(["get,V,got/getted,got,getting,gets"], "V")
    assert first == {"get": (("gets",), ("getting",), ("got",))}
    assert build.confirm(first, second, {}) == {"get": (("gets",), ("getting",), ("got",))}


def test_prefixed_irregular_follows_the_verb_inside_it() -> None:
    verbs: sources.Verbs = {
        "run": (("runs",), ("running",), ("ran",)),
        "outrun": (("outruns",), ("outrunning",), ("outran",)),
        "ring": (("rings",), ("ringing",), ("rang",)),
        "spring": (("springs",), ("springing",), ("sprang",)),
        "rewind": (("rewinds",), ("rewinding",), ("rewinded",)),
    }
    assert build.prefixed_irregulars(verbs) == {"outrun"}


def test_families_keep_shared_forms_and_spellings_together() -> None:
    verbs: sources.Verbs = {
        "find": (("finds",), ("finding",), ("found",)),
        "found": (("founds",), ("founding",), ("founded",)),
        "grey": (("greys",), ("greying",), ("greyed",)),
        "gray": (("grays",), ("graying",), ("grayed",)),
        "walk": (("walks",), ("walking",), ("walked",)),
    }
    assert list(build.families(verbs)) == [{"find", "found"}, {"gray", "grey"}, {"walk"}]
