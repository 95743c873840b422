"""People who meet: each in a thread of their own, on a connection of their own."""

import sqlite3
from contextlib import contextmanager
from functools import partial
from threading import Barrier, Event, Lock, Thread
from time import sleep

import pytest
from django.db import connection, connections
from django.test import Client


@pytest.fixture(autouse=True)
def own_file(transactional_db, tmp_path):
    """SQLite gets a file, as in real life: in memory, connections do not wait for each other."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    file = sqlite3.connect(tmp_path / "test.sqlite3")
    memory.backup(file)
    file.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(tmp_path / "test.sqlite3")
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = memory, name


def at_once(*steps):
    """Run `steps` in threads that start together; returns what each raised, or None."""
    barrier, raised = Barrier(len(steps)), [None] * len(steps)

    def run(number, step):
        barrier.wait()
        try:
            step()
        except Exception as error:  # handed to the test
            raised[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def client_of(person):
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="agencies.people.accounts.Accounts")
    return client


def answers_of(*requests):
    """Send each request (a function without arguments) at the same time as the others; their responses."""
    responses = [None] * len(requests)
    raised = at_once(*(partial(_keep, responses, number, request) for number, request in enumerate(requests)))
    assert raised == [None] * len(requests)
    return responses


def _keep(responses, number, request):
    responses[number] = request()


@contextmanager
def stopped_at(monkeypatch, place, name):
    """What comes to the function `name` of `place` first waits there a moment: yields what says that it has come."""
    come, whole, first = Event(), getattr(place, name), Lock()

    def wait(*args, **kwargs):
        if first.acquire(blocking=False):
            come.set()
            sleep(0.7)
        return whole(*args, **kwargs)

    monkeypatch.setattr(place, name, wait)
    yield come


def after(come, step):
    """`step`, once it is said that another has come to where it waits."""

    def run():
        assert come.wait(20)
        return step()

    return run
