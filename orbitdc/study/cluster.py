"""Studies on an existing cluster of dask.distributed: the only door to that library.

Batches are futures; a worker that is lost loses what it had in hand, which the scheduler gives to another.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import islice
from typing import Any

from orbitdc.errors import EnvironmentFault, OrbitdcError, Problem
from orbitdc.study.rows import Row

ANSWER_S = 5.0  # within which a scheduler answers
WORKERS_S = 30.0  # within which it has a worker
RETRIES = 3  # of a batch whose worker fails in the middle


def connected(address: str) -> Any:
    """A client of the scheduler at an address such as ``tcp://host:8786``.

    Raises EnvironmentFault without distributed, for an address that does not answer, and for one without workers.
    """
    try:
        import distributed
    except ImportError:
        message = "a study on a cluster needs the library distributed, which is not installed"
        raise EnvironmentFault(Problem(message, fix='pip install "orbitdc[dask]"')) from None
    make: Any = distributed.Client  # it has no types
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said once, by us
    place = f"--dask {address}"
    try:
        client = make(address, timeout=ANSWER_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        message = f"no scheduler of dask answered within {ANSWER_S:g} s"
        fix = "start one with `dask scheduler` and give the address that it prints, e.g. --dask tcp://host:8786"
        raise EnvironmentFault(Problem(message, path=place, fix=fix)) from error
    try:
        client.wait_for_workers(1, timeout=WORKERS_S)
    except (OSError, TimeoutError) as error:
        client.close()
        fix = f"start some with `dask worker {address}`"
        raise EnvironmentFault(Problem("the scheduler has no workers", path=place, fix=fix)) from error
    return client


def on_cluster(
    client: Any, work: Any, study: tuple[Any, ...], batches: Iterator[Any], ahead: int
) -> Iterator[tuple[int, Row]]:
    """Outcomes from the workers of a cluster, batch by batch as they come.

    Raises EnvironmentFault where workers are lost again and again, or have no such package.
    """
    import distributed
    from distributed.scheduler import KilledWorker

    completed: Any = distributed.as_completed  # it has no types

    def most() -> int:
        """Batches that may be under way, of the workers of now."""
        return ahead * max(1, sum(int(threads) for threads in client.nthreads().values()))

    def submit(count: int) -> list[Any]:
        """Send the next batches to the cluster."""
        return [client.submit(work, *study, batch, pure=False, retries=RETRIES) for batch in islice(batches, count)]

    open_ = submit(most())
    coming = completed(open_, loop=client.loop)
    try:
        for future in coming:
            found = future.result()
            future.release()
            for fresh in submit(max(1, most() - coming.count())):
                coming.add(fresh)
            yield from found
    except OrbitdcError:
        raise
    except (KilledWorker, ImportError, OSError) as error:
        message = f"the workers cannot do the study: {str(error).splitlines()[0]}"
        fix = "see that each has this version of orbitdc installed and memory enough"
        raise EnvironmentFault(Problem(message, path="--dask", fix=fix)) from error
    finally:
        for future in list(coming.futures):
            future.cancel()
