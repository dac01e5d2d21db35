"""The engine for many machines: Procrastinate, on the PostgreSQL of the store.

The store is the only truth, and the engine only wakes. A job says *look there now*; what is to be
done, and whether, stands in the store. So jobs may be lost, doubled, late or done twice, and all
tables of the engine may be emptied, without harm: what it forgot is found by the sweeper.

Putting a job asks for PostgreSQL alone (``engine``, ``schema.SCHEMA``); Procrastinate itself is
imported where jobs are fetched and done, and the tables made (``shift``, ``schema``).

To add a kind of work:

1. Name its ``Kind`` in ``job``: the name of the task and its queue.
2. Put jobs with ``Engine.put``, from any process: any number in one statement.
3. Give ``nashir worker`` a ``Task`` of that kind (``composer.app.worker_command``): its ``do`` is
   called in a thread with the job's arguments, as often as it is put, at least; it keeps in the
   store what has come of it, and must not mind being repeated. A job whose worker was killed is
   done again; one whose ``do`` raises an error is told of in the log, to people, and is gone.
"""
