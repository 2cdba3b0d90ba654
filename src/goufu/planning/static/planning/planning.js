// A suggested catalogue entry is chosen by one click, as if it had been picked from the list.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-choose]");
  if (!button) return;
  const field = document.getElementById(button.dataset.for);
  field.value = button.dataset.choose;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
});
