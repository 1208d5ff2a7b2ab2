"""The processes of a run on Ray: placed, replaced when they are lost, and sent home."""

import time
from typing import NamedTuple

from .ray_actors import Host, here
from .ray_address import ClusterError
from .ray_cluster import idle
from .timeline import now


class Member(NamedTuple):
    """A process: its actor, what it became, and the reference of what its hello will say."""

    actor: object
    became: tuple
    hello: object


class Hosts:
    """The actors of one kind in a run, by their numbers: workers, or servers.

    On our own cluster processes wait for the next run (a new one takes a second) and reserve no
    core. Elsewhere each of `cores` reserves one where that many are free, and none where they are
    not: one too many would wait for ever, and Ray would not say so.
    """

    def __init__(self, ray, kind, patience, cores=0):
        self.ray, self.kind, self.patience, self.cores = ray, kind, patience, cores
        self.members, self._ahead = {}, {}
        self._class, self._idle = ray.remote(Host), idle()

    def hire(self, became):
        """Start processes, also in the place of lost ones; `became` is number -> arguments."""
        for number in became:
            self.dismiss(number)
        cores = int(self.cores and self._idle is None and self._free(len(became)))
        for number, what in became.items():
            actor = self._idle.pop() if self._idle else self._new(cores)
            self._let(number, actor, what)

    def actor(self, number):
        """Return the actor of that number."""
        return self.members[number].actor

    def wait(self):
        """Wait until all are there; ClusterError where one does not come."""
        for number, (_, became, hello) in list(self.members.items()):
            try:
                self._hello(hello)
            except self.ray.exceptions.ActorDiedError:  # maybe long ago, while it had no work
                self._let(number, self._new(0), became)
        for number, member in self.members.items():
            try:
                self._hello(member.hello)
            except self.ray.exceptions.RayError as error:
                lines = [line.strip() for line in str(error).splitlines() if line.strip()]
                raise ClusterError(f"process {number} could not start: {lines[-1]}") from error

    def ahead(self, number):
        """Return by how many microseconds the clock of its computer is ahead of ours."""
        if number not in self._ahead:
            member = self.members[number]
            place = self._hello(member.hello)[0]
            self._ahead[number] = 0 if place == here() else self._measure(member.actor)
        return self._ahead[number]

    def dismiss(self, number, busy=True):
        """Send one home, if it is there: to wait for another run, or for good if it is `busy`."""
        self._ahead.pop(number, None)
        if number not in self.members:
            return
        actor = self.members.pop(number).actor
        if busy or self._idle is None:
            self.ray.kill(actor)
        else:
            actor.be.remote(None)
            self._idle.append(actor)

    def end(self, busy=()):
        """Send all home; `busy` are those with work that nobody waits for."""
        for number in list(self.members):
            self.dismiss(number, number in busy)

    def _free(self, cores):
        """Tell whether that many cores are free; those of a run before may come in a moment."""
        for _ in range(20):
            if self.ray.available_resources().get("CPU", 0) >= cores:
                return True
            if self.ray.cluster_resources().get("CPU", 0) < cores:
                return False
            time.sleep(0.1)
        return False

    def _new(self, cores):
        kind = self._class.options(
            num_cpus=cores, max_restarts=0, max_task_retries=0, scheduling_strategy="SPREAD"
        )
        return kind.remote()

    def _let(self, number, actor, became):
        self.members[number] = Member(actor, became, actor.be.remote(self.kind, *became))

    def _hello(self, hello):
        try:
            return self.ray.get(hello, timeout=self.patience)
        except self.ray.exceptions.GetTimeoutError as error:
            cpus = self.ray.cluster_resources().get("CPU", 0)
            raise ClusterError(
                f"{len(self.members)} processes did not all start within {self.patience:g} s; the "
                f"cluster has {cpus:g} processor cores and may be busy with other work."
            ) from error

    def _measure(self, actor):
        """The quickest of five calls: the answer was given in their middle, to half their time."""
        calls = []
        for _ in range(5):
            asked = now()
            there = self.ray.get(actor.hello.remote(), timeout=self.patience)[2]
            told = now()
            calls.append((told - asked, there - (asked + told) // 2))
        return min(calls)[1]
