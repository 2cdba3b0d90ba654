"""Chinese messages for click.

click translates by gettext, which depends on the machine's locale; our command line is always Chinese, so the
translation function itself is replaced. A message that a later click rewords appears in English.
"""

from __future__ import annotations

from types import ModuleType

import click

_SENTENCES = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示这些说明",
    "Try '{command} {option}' for help.": "用法见 {command} {option}",
    "Error: {message}": "错误：{message}",
    "Aborted!": "已中止",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing command.": "缺少命令",
    "Choose from:\n\t{choices}": "可用的有：{choices}",
    "No such command {name!r}.": "没有命令 {name}",
    "No such option {name!r}.": "没有选项 {name}",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "（是不是其中一个：{possibilities}？）",
    "Option {name!r} requires an argument.": "选项 {name} 后面要写一个值",
    "Option {name!r} does not take a value.": "选项 {name} 后面不写值",
    "Got unexpected extra argument ({args})": "多出的参数：{args}",
    "Got unexpected extra arguments ({args})": "多出的参数：{args}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 不对：{message}",
    "Invalid value: {message}": "不对：{message}",
    "{value!r} is not {choice}.": "“{value}”不是{choice}",
    "{value!r} is not one of {choices}.": "“{value}”不在可选的范围里，可用的有：{choices}",
    "{value!r} is not a valid {number_type}.": "“{value}”不是数",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 里",
    "{name} {filename!r} does not exist.": "没有 {filename}",
    "{name} {filename!r} is a file.": "{filename} 是文件，不是文件夹",
    "{name} {filename!r} is a directory.": "{filename} 是文件夹，不是文件",
    "{name} {filename!r} is not readable.": "没有权限读 {filename}",
    "{name} {filename!r} is not writable.": "没有权限写 {filename}",
    "default: {default}": "默认 {default}",
    "Error: invalid input": "看不懂所填的内容",
}


def speak_chinese() -> None:
    """Makes click's messages Chinese in this process. Called once, when the command line starts."""
    modules: list[ModuleType] = [
        click.core,
        click.decorators,
        click.exceptions,
        click.formatting,
        click.parser,
        click.termui,
        click.types,
    ]
    for module in modules:
        module.__dict__.update(_=_chinese, ngettext=_chinese_number)


def _chinese(sentence: str) -> str:
    return _SENTENCES.get(sentence, sentence)


def _chinese_number(one: str, many: str, count: int) -> str:
    return _chinese(one if count == 1 else many)
