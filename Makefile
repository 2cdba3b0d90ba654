# Each target prepares what it needs, on a bare Debian 12 as well; a second start takes seconds.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin
VENDOR := src/goufu/ui/static/vendor
COMPILED := src/goufu/compiled.json
CATALOGUES := $(patsubst %.po,%.mo,$(shell find src -name django.po))
QUIETLY := --quiet --quiet --disable-pip-version-check --no-input
PIP := $(VENV)/python -m pip $(QUIETLY)
# Node and what compiles translations are needed only to build: 250 MB in an environment that goes when all is built.
BUILD := .venv-build
NPM_QUIETLY := --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
TEST_PACKAGES := chromium-headless-shell fonts-noto-cjk libreoffice-writer openjdk-17-jre-headless

# A virtual environment knows its place: a checkout that was moved or copied gets a new one.
ifneq ($(wildcard .venv),)
ifneq ($(shell cat .venv/place 2>/dev/null),$(CURDIR))
$(shell rm -rf .venv)
endif
endif

.PHONY: help run demo built test check audit bench bundle bundle-check mutants release-dump format lock clean
help:
	@echo '购服 Goufu'
	@echo '  make run     启动，地址会显示在屏幕上（PORT=8001 换端口）'
	@echo '  make demo    启动一个虚构的省、市、县，随便看、随便试'
	@echo '  make test    运行全部测试'
	@echo '  make check   检查代码、模板和规则库'
	@echo '  make audit   每一页、每个岗位、中文和英文：读屏、对比度、标签（axe）'
	@echo '  make bench   测量快慢'
	@echo '  make bundle  做一份安装包，给没有网络的机器用（ARCH=aarch64 换处理器）'
	@echo '  make mutants 故意改坏一处再测试，看测试看不看得见'

run: .venv/ready built
	@$(VENV)/goufu run

demo: .venv/ready built
	@$(VENV)/goufu demo

test: .venv/ready-dev .venv/axe.min.js built
	@tools/system-packages $(TEST_PACKAGES)
	$(VENV)/python -m pytest -n auto --dist worksteal

check: .venv/ready-dev node_modules/ready built
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/djlint --lint --quiet src
	$(VENV)/python tools/browsers.py
	$(VENV)/goufu manage makemigrations --check --dry-run
	$(VENV)/goufu rules check
	$(VENV)/goufu rules pages --check
	$(VENV)/goufu states docs/states.md --check
	$(VENV)/goufu facts docs/facts.md --check
	$(VENV)/goufu procurement_facts docs/procurement-facts.md --check

# What can be measured of access for everybody, on every page as every role, in both languages: some twenty minutes.
audit: .venv/ready-dev .venv/axe.min.js built
	@tools/system-packages $(TEST_PACKAGES)
	$(VENV)/python -m pytest -n auto tests/audit.py

bench: .venv/ready-dev built
	$(VENV)/python -m bench

# One file for a stick, dist/goufu-<version>-<architecture>.tar: what installs on a machine with Python 3.11 and no network.
ARCH ?= $(shell uname -m)
bundle: .venv/ready built
	@$(VENV)/python -m tools.bundle $(ARCH)

# Unpacks, installs, starts and upgrades it as a plain user, in a network that reaches nothing.
bundle-check: ARCH = $(shell uname -m)
bundle-check: bundle
	@$(VENV)/python -m tools.bundle.check $$(ls -t dist/goufu-*-$(ARCH).tar | head -1)

# A sample of each part; MUTANTS="--only money --most 0" tries all of one, "--at src/goufu/ui/bars.py:46" those of a place.
mutants: .venv/ready-dev built
	$(VENV)/python tools/mutants.py $(MUTANTS)

# What every later release must be able to start from: made and committed when a release is made (CONTRIBUTING.md).
release-dump: .venv/ready-dev built
	@$(VENV)/python tools/release_dump.py

format: .venv/ready-dev
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

# The newest versions that pyproject.toml allows, with the hashes of every platform's files; which of them a bundle takes.
COMPILE := $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade
lock: .venv/ready-dev
	$(COMPILE) pyproject.toml --group install --output-file requirements.lock
	$(COMPILE) --constraint requirements.lock --group build --output-file requirements-build.lock
	$(COMPILE) --constraint requirements.lock --group dev --output-file requirements-dev.lock
	$(VENV)/python -m tools.bundle.wheels

clean:
	rm -rf .venv $(BUILD) node_modules $(VENDOR) $(CATALOGUES) $(COMPILED)

.venv/place:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo '需要 Python 3.11 或更新的版本。'; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || tools/system-packages python3-venv
	@$(PYTHON) -m venv .venv
	@echo '$(CURDIR)' > $@

.venv/ready: requirements.lock pyproject.toml | .venv/place
	@echo '正在安装程序所用的库（只在第一次，约需一两分钟）……'
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	@echo '正在安装测试和检查工具……'
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

# Secondary: its absence alone makes nothing again that stands.
.SECONDARY: $(BUILD)/ready
$(BUILD)/ready: requirements-build.lock | .venv/place
	@$(PYTHON) -m venv $(BUILD)
	@$(BUILD)/bin/python -m pip $(QUIETLY) install --require-hashes --requirement $<
	@touch $@

built: $(VENDOR)/ready $(CATALOGUES) $(COMPILED)
	@rm -rf $(BUILD)

# What sealing needs of age-encryption, with what that needs, as one module.
AGE := export { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
# Copies drop the link to source maps, which are not copied.
$(VENDOR)/ready: package.json package-lock.json $(BUILD)/ready
	@echo '正在取得浏览器库……'
	@mkdir -p $(BUILD)/browser $(VENDOR)
	@cp package.json package-lock.json $(BUILD)/browser
	@cd $(BUILD)/browser && ../bin/npm ci --omit=dev $(NPM_QUIETLY) > /dev/null
	@for file in bootstrap/dist/css/bootstrap.min.css bootstrap/dist/js/bootstrap.bundle.min.js htmx.org/dist/htmx.min.js \
		echarts/dist/echarts.common.min.js; do \
		sed '/# sourceMappingURL=/d' $(BUILD)/browser/node_modules/$$file > $(VENDOR)/$${file##*/}; done
	@cp $(BUILD)/browser/node_modules/bootstrap/LICENSE $(VENDOR)/bootstrap.LICENSE
	@cp $(BUILD)/browser/node_modules/htmx.org/LICENSE $(VENDOR)/htmx.LICENSE
	@cd $(BUILD)/browser/node_modules && cat echarts/LICENSE echarts/NOTICE echarts/licenses/* zrender/LICENSE tslib/LICENSE.txt \
		> $(CURDIR)/$(VENDOR)/echarts.LICENSE
	@cd $(BUILD)/browser && echo '$(AGE)' | ../bin/node node_modules/esbuild/bin/esbuild --bundle --format=esm --target=es2020 --minify \
		--legal-comments=none --log-level=warning --outfile=$(CURDIR)/$(VENDOR)/age.js
	@cd $(BUILD)/browser/node_modules && cat age-encryption/LICENSE @noble/*/LICENSE @scure/base/LICENSE > $(CURDIR)/$(VENDOR)/age.LICENSE
	@touch $@

$(COMPILED): $(shell find src/goufu -name '*.toml' -o -name '*.py' -not -path '*/tests/*' -o -name '*facts.sql' -o -name entry_weights.csv -o -name class_weights.csv) .venv/ready
	@$(VENV)/python -m goufu.config.compiling

# What tests and checks run in Node or a browser: not among the files that are served.
node_modules/ready: package.json package-lock.json .venv/ready-dev
	@$(VENV)/npm ci $(NPM_QUIETLY) > /dev/null
	@touch $@

.venv/axe.min.js: node_modules/ready
	@cp node_modules/axe-core/axe.min.js $@

%.mo: %.po $(BUILD)/ready
	@$(BUILD)/bin/pybabel --quiet compile --input-file $< --output-file $@ --locale en
