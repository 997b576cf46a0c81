"""The address of a database: one server, several of which one writes, SQLite; and what is no address."""

import pytest

from core.database_url import SEVERAL_OPTIONS, read_database_url


@pytest.mark.parametrize(
    ("place", "host", "port"),
    [
        ("db1,db2", "db1,db2", "5432,5432"),
        ("db1:5432,db2:6432", "db1,db2", "5432,6432"),
        ("10.0.0.1:5433,10.0.0.2,db3.example.com:1", "10.0.0.1,10.0.0.2,db3.example.com", "5433,5432,1"),
    ],
)
def test_names_several_servers_of_which_the_one_is_taken_that_writes(place, host, port):
    found = read_database_url(f"postgres://zhibu_app:p%40ss%2Cword@{place}/zhibu")
    assert (found["HOST"], found["PORT"]) == (host, port)
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("zhibu_app", "p@ss,word", "zhibu")
    assert found["OPTIONS"] == SEVERAL_OPTIONS
    assert (found["CONN_HEALTH_CHECKS"], found["ENGINE"]) == (True, "django.db.backends.postgresql")


def test_what_the_address_says_wins_over_the_defaults():
    found = read_database_url("postgres://a:b@one,two/zhibu?target_session_attrs=any&sslmode=require")
    assert found["OPTIONS"] == SEVERAL_OPTIONS | {"target_session_attrs": "any", "sslmode": "require"}


def test_one_server_is_left_as_it_was():
    found = read_database_url("postgres://a:b%2Cc@db1:6432/zhibu?sslmode=require")
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("db1", 6432, "b,c")
    assert found["OPTIONS"] == {"sslmode": "require"}
    assert read_database_url("sqlite:////srv/a,b.sqlite3")["NAME"] == "/srv/a,b.sqlite3"


@pytest.mark.parametrize("place", ["db1,", ",db2", "db1:x,db2", "db1,,db2"])
def test_refuses_a_server_without_a_name_or_with_an_odd_port(place):
    with pytest.raises(ValueError, match="看不懂数据库地址"):
        read_database_url(f"postgres://a:b@{place}/zhibu")
