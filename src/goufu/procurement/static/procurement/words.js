// What a script says, in the language of the page (procurement/key_words.html), and files that it makes.

const words = document.getElementById("words")?.dataset ?? {};

export function said(error) {
  const sentence = words[error.code ?? error.message] ?? words.other ?? error.message;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => valueOf(name, error.values?.[name] ?? ""));
}

// A value as people call it: fields of the label have words of their own.
const valueOf = (name, value) => (name === "field" && words[`field_${value}`]) || String(value);

export function save(bytes, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([bytes])), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
