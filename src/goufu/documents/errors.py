"""Refusals about the files of documents."""

from __future__ import annotations

from goufu.core.errors import Refusal


class NotStored(Refusal):
    """The documents folder can't be written: full, missing, or no permission. `why`: the system's message."""

    status = 503

    def __init__(self, why: str) -> None:
        super().__init__(
            "文件没有存下来，什么也没有登记",
            "请过一会儿再上传；一直这样，请系统管理员看文件夹满没满、在不在",
            field="file",
        )
        self.why = why


class TooLarge(Refusal):
    def __init__(self, most_bytes: int) -> None:
        super().__init__(f"文件超过 {most_bytes >> 20} MB", "请压缩图片，或者分成几份上传", field="file")


class MissingFile(Refusal):
    """The file of a stored document is missing."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "这份文件的内容不见了，现在不能下载",
            "请系统管理员从备份里找回，再用 goufu documents check 核对；或者把同一份文件再上传一次",
        )


class Changed(Refusal):
    """The file's content differs from its digest."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "这份文件和登记时不同，被改动过或者已经损坏，不能下载",
            "请系统管理员从备份里找回，再用 goufu documents check 核对",
        )
