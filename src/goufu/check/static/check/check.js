// A list dropped anywhere on its place starts at once; a file too large is not sent.
const drop = document.getElementById("drop");
if (drop) {
  const input = drop.querySelector("input[type=file]");
  const tooLarge = document.getElementById("too-large");
  const uploading = document.getElementById("uploading");

  const send = () => {
    const [file] = input.files;
    if (!file) return;
    const fits = file.size <= Number(drop.dataset.limit);
    tooLarge.hidden = fits;
    if (!fits) {
      input.value = "";
      return;
    }
    drop.requestSubmit();
  };

  input.addEventListener("change", send);
  drop.addEventListener("submit", () => {
    uploading.hidden = false;
  });
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.remove("over"));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    send();
  });
  // The browser may bring the page back as it was left.
  window.addEventListener("pageshow", () => {
    uploading.hidden = true;
  });
}

// While Chinese is being composed, the letters typed are not yet the title.
document.addEventListener("input", (event) => event.isComposing && event.stopPropagation(), true);
document.addEventListener("compositionend", (event) =>
  event.target.dispatchEvent(new Event("input", { bubbles: true })),
);
// A row that opens is a button, so it opens with the space bar too.
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches("a[role=button]")) {
    event.preventDefault();
    event.target.click();
  }
});
