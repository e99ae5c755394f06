# Ngày Số: the commands of this repository. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run test format lock backup restore messages

PYTHON ?= python3
BIN := .venv/bin
# Values given on the command line (PORT=, PLAN=, DATABASE_URL=, PUBLIC_URL=, FILE=) reach the programs as environment.

help: ## Liệt kê các lệnh
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 18

run: ## Chạy Ngày Số trên máy này [PORT= PLAN= DATABASE_URL= PUBLIC_URL=]
	@$(PYTHON) tools/environment.py run
	@$(BIN)/ngayso up

test: ## Kiểm tra toàn bộ: mã nguồn, kiểu, hợp đồng giữa các phòng, dịch thuật, giấy phép, kiểm thử
	@$(PYTHON) tools/environment.py dev
	@$(BIN)/python tests/gate.py

format: ## Sửa định dạng mã nguồn
	@$(PYTHON) tools/environment.py dev
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

messages: ## Cập nhật danh mục câu chữ cần dịch
	@$(PYTHON) tools/environment.py dev
	@$(BIN)/python tools/wording.py

backup: ## Sao lưu dữ liệu [FILE=]
	@$(PYTHON) tools/environment.py run
	@$(BIN)/ngayso backup $(if $(FILE),"$$FILE")

restore: ## Phục hồi dữ liệu từ bản sao lưu FILE=
	@$(PYTHON) tools/environment.py run
	@test -n "$(FILE)" || { echo "Nêu tệp sao lưu: make restore FILE=…" >&2; exit 2; }
	@$(BIN)/ngayso restore "$$FILE"

# The locks name no address: where packages come from is the machine's own setting.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links pyproject.toml --group build

lock: ## Tính lại run.lock và dev.lock từ pyproject.toml (cần uv)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(LOCK) --output-file run.lock
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(LOCK) --group dev --constraint run.lock --output-file dev.lock
