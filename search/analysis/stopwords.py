"""Words that carry no meaning alone: a query does not insist on them, a phrase does. Folded (ё is е)."""

_RUSSIAN = """
    а без бы был была были было быть в вам вас во вот все да для до его ее если есть еще же за и из или им их к как
    какая какие какой ко когда который ли между мне мой мы на над не ни но о об он она они от по под при про с со так
    такое такой там то того тоже только тот ты у уже чем что чтобы эта это этот я
"""

_ENGLISH = """
    a about an and are as at be been but by can did do does for from had has have how i if in into is it its me my of
    on or our should so than that the their them then there these they this to was we were what when where which who
    why will with would you your
"""

STOP_WORDS = frozenset(_RUSSIAN.split()) | frozenset(_ENGLISH.split())
