"""Name ends: where a name ends that goes on after its run of capitalised words, with an "och" or a kind of place."""

from loaders.extraction.known_names import Vocabulary
from loaders.extraction.names import typed_name
from loaders.extraction.place_names import ends_place
from loaders.extraction.runs import run_end
from loaders.extraction.tokens import Token, has_capital
from loaders.extraction.well_known import known_bodies
from loaders.lexicon import given_names, table, words
from loaders.reference import is_place


def name_end(plain: str, tokens: list[Token], at: int, vocabulary: Vocabulary) -> int:
    """The last token of the name that begins at a token."""
    return _place_end(plain, tokens, at, _joined_end(plain, tokens, at, run_end(plain, tokens, at), vocabulary))


def _joined_end(plain: str, tokens: list[Token], at: int, last: int, vocabulary: Vocabulary) -> int:
    """ "Eskilstuna Energi och Miljö": after a name, two everyday words in capitals are the rest of it."""
    more = tokens[last + 1 : last + 3]
    if last == at or len(more) < 2 or more[0].text not in words(vocabulary.language, "and"):
        return last
    touch = plain[tokens[last].end : more[1].start] == f" {more[0].text} "
    if touch and _is_second_field(plain, tokens, at, last):
        return last + 2
    if not touch or not (_is_everyday(tokens[last], vocabulary) and _is_everyday(more[1], vocabulary)):
        return last
    named = typed_name(plain[tokens[at].start : tokens[last].end], vocabulary.language)
    if named is not None and named.type != "Utility":
        return last
    end = run_end(plain, tokens, last + 2)
    is_formed = typed_name(plain[more[1].start : tokens[end].end], vocabulary.language) is not None
    return end if end == last + 2 or is_formed else last


def _is_second_field(plain: str, tokens: list[Token], at: int, last: int) -> bool:
    """ "Styrelsen for Arbejdsmarked og Rekruttering": one word after "og" that is the name of nothing else."""
    is_headed = last - at >= 2 and tokens[last - 2].lowered in table("names")["heads_of_two_fields"]
    if not is_headed or tokens[last - 1].lowered not in ("for", "för", "of"):
        return False
    second = tokens[last + 2]
    alone = second.text.istitle() and run_end(plain, tokens, last + 2) == last + 2
    return alone and second.text not in known_bodies() and not is_place(second.text)


def _is_everyday(token: Token, vocabulary: Vocabulary) -> bool:
    is_capitalised = token.text[0].isupper() and not has_capital(token.text[1:])
    return is_capitalised and token.lowered in vocabulary.ordinary and token.text not in given_names()


def _place_end(plain: str, tokens: list[Token], at: int, last: int) -> int:
    """ "Kyro älv", "Sankt Anna skärgård": the kind of place belongs to its name, in lower case too."""
    name, following = plain[tokens[at].start : tokens[last].end], tokens[last + 1 : last + 2]
    touches = bool(following) and plain[tokens[last].end : following[0].start] == " "
    return last + 1 if touches and following[0].text.islower() and ends_place(name, following[0].text) else last
