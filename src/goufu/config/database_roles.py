"""The database's two roles as SQL: the owner of the database and its tables, and the run-time role.

The privileges of the run-time role on each table are granted by the owner at the end of `migrate`: see
goufu.core.table_rights.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DatabaseRoles:
    """The names of a database, of the role that owns and migrates it, and of the role that the program runs as.

    Each is a plain name: small letters, digits and underscores.
    """

    database: str = "goufu"
    owner: str = "goufu_owner"
    runtime: str = "goufu"

    @property
    def on_the_server(self) -> list[str]:
        """The statements that create the missing roles."""
        return [_create_role(f'"{self.owner}" LOGIN'), _create_role(f'"{self.runtime}" LOGIN NOINHERIT')]

    @property
    def create_database(self) -> str:
        return f'CREATE DATABASE "{self.database}" OWNER "{self.owner}" TEMPLATE template0 ENCODING \'UTF8\''

    @property
    def in_the_database(self) -> list[str]:
        """The statements for an administrator connected to the database; they may be repeated."""
        database, owner, runtime = f'"{self.database}"', f'"{self.owner}"', f'"{self.runtime}"'
        new = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT"
        return [
            f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
            f"GRANT CONNECT ON DATABASE {database} TO {runtime}",
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
            f"GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
            f"GRANT USAGE ON SCHEMA public TO {runtime}",
            f"{new} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {runtime}",
            f"{new} USAGE ON SEQUENCES TO {runtime}",
        ]

    @property
    def script(self) -> str:
        """The whole script for psql, with instructions."""
        return "\n".join(
            [
                "-- 由数据库管理员用 psql 执行。",
                f"-- {self.owner} 拥有库和表，只在升级时使用；{self.runtime} 是程序运行时的角色，不能改表，不能停用触发器，",
                "-- 只能添加的表（存证日志、资金台账等）它只能添加和读。",
                *(f"{each};" for each in self.on_the_server),
                f"\\password {self.owner}",
                f"\\password {self.runtime}",
                f'-- 库已经有了：这一句换成 ALTER DATABASE "{self.database}" OWNER TO "{self.owner}"；',
                f'-- 里面的表归别的角色：连上库以后再执行 REASSIGN OWNED BY 那个角色 TO "{self.owner}"。',
                f"{self.create_database};",
                f"\\connect {self.database}",
                *(f"{each};" for each in self.in_the_database),
                "-- 然后这样启动（升级也是）：",
                f"--   DATABASE_URL=postgresql://{self.runtime}:密码@主机/{self.database}",
                f"--   GOUFU_MIGRATION_URL=postgresql://{self.owner}:密码@主机/{self.database}",
                "",
            ]
        )


def _create_role(role: str) -> str:
    return f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
