"""What things cost on a virtual cluster, in whole microseconds."""

from dataclasses import dataclass, fields

from .. import validate


@dataclass(frozen=True)
class Cost:
    """The times of a virtual cluster, in microseconds.

    A gradient takes `call` + `instance` for each instance; a message takes `message`, and the
    server's link carries one at a time; an update takes `update`. The defaults are those of the
    lecture's example with P = 4.
    """

    instance: int = 100
    call: int = 200
    message: int = 300
    update: int = 30

    def __post_init__(self):
        for one in fields(self):
            validate.count(one.name, getattr(self, one.name), least=0)

    def compute(self, instances):
        """Return the time of one gradient call.

        >>> Cost().compute(8)
        1000
        """
        return self.call + self.instance * instances
