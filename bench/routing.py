"""`python -m bench.routing`: how long one decision and one suggestion take, by length of the text."""

from timeit import repeat

from service.core import clock
from service.feedback import seed
from service.feedback.categorizing import Categorizer
from service.feedback.routing import GuardSet, Matter, RuleSet, Urgency

SENTENCE = "三单元楼道的灯坏了一个多星期，晚上老人上下楼看不见台阶，请安排人来看一下。"


def milliseconds(work) -> float:
    """The best of many runs of one call."""
    return min(repeat(work, number=10, repeat=30)) / 10 * 1000


def main() -> None:
    """Print a line for each length."""
    guards, rules = GuardSet(seed.safeguards()), RuleSet(seed.routing_rules())
    categorizer = Categorizer(row.for_categorizer for row in seed.categories())
    for length in (30, 300, 4000):
        text = (SENTENCE * 110)[:length]
        matter = Matter(text, "/1/2/3/", "facilities.lamp", False, Urgency.ORDINARY, "app", clock.now())
        print(f"{length:>5} characters: decision {milliseconds(lambda m=matter: guards.decide(rules, m)):.3f} ms, "
              f"suggestion {milliseconds(lambda t=text: categorizer.suggest(t)):.3f} ms")


if __name__ == "__main__":
    main()
