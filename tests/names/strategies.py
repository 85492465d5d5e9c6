"""Names for property tests: any text, and text that looks like what organisations call themselves."""

from hypothesis import strategies as st

any_text = st.text(max_size=220)

_LATIN = ["The", "A", "an", "Harbour", "harbour", "HARBOUR", "Ósk", "Żubr", "zubr", "Llais", "Môn", "mon", "Re'New", "Renew"]
_OTHER = ["Y", "-", "–", "&", "and", "(WVA)", "[Leith]", "Links:", "10", "2", "007", "3rd", "Co-op", "مركز", "আশা", "希望"]
_words = st.sampled_from([*_LATIN, *_OTHER])
likely_name = st.lists(_words, min_size=1, max_size=6).map(" ".join)

names = st.one_of(any_text, likely_name)
