// Recovery codes: copied, printed, or saved as a text file made in the browser, so that they are asked for only once.
(() => {
  const bar = document.querySelector("[data-codes]");
  const said = bar.querySelector("[role=status]");
  const codes = bar.dataset.codes.split(" ").join("\r\n") + "\r\n";
  const acts = {
    copy() {
      if (!navigator.clipboard) { // only where the address is https, or this machine
        said.textContent = said.dataset.failed;
        return;
      }
      navigator.clipboard.writeText(codes).then(
        () => { said.textContent = said.dataset.done; },
        () => { said.textContent = said.dataset.failed; },
      );
    },
    print() { window.print(); },
    save() {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([codes], { type: "text/plain;charset=utf-8" }));
      link.download = bar.dataset.file;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  };
  bar.addEventListener("click", (event) => acts[event.target.dataset.do]?.());
  bar.hidden = false;
})();
