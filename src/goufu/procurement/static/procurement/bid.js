// A bidder seals in the browser, and sends the envelope in pieces. What broke off goes on where it ended; nothing leaves unsealed.

import { Sm3 } from "../sealing/sm3.js";
import { listIn, priceOf, sealed } from "./sealing_page.js";
import { said, save } from "./words.js";

const PIECE = 4 * 1024 * 1024;
const byId = (id) => document.getElementById(id);
const place = byId("seal");
let waiting = null; // { blob, digest, list, name }

if (place) {
  place.hidden = false;
  byId("sealed-before").hidden = false;
  const kind = byId("kind");
  const shown = () => { byId("price-field").hidden = !place.dataset.priced.split(",").includes(kind.value); };
  kind.addEventListener("change", shown);
  shown();
  byId("price").addEventListener("input", sayPrice);
  byId("start").addEventListener("click", () => tried(async () => {
    await sealNow();
    await send();
  }));
  byId("resume").addEventListener("click", () => tried(send));
  byId("keep").addEventListener("click", () => save(waiting.blob, waiting.name));
  byId("send-file").addEventListener("click", () => tried(async () => {
    const [file] = byId("envelope").files;
    if (!file) throw new Error("file");
    waiting = { blob: file, digest: await digestOf(file), list: listOf(file), name: file.name };
    await send();
  }));
}

// What the bidder says of the envelope's files; the name of a file that was sealed without a network says it already.
function listOf(file) {
  const said = byId("list").value.trim().toLowerCase() || listIn(file.name);
  if (said && !/^[0-9a-f]{64}$/.test(said)) throw new Error("list");
  return said;
}

const figures = (amount) => Number(amount).toLocaleString("zh-CN", { minimumFractionDigits: 2 });

// What the price is as the program reads it, and whether it is above what the notice allows: said before it is sealed.
function sayPrice() {
  const price = priceOf(byId("price").value);
  const ceiling = place.dataset.ceiling ?? "";
  const isOver = ceiling !== "" && Number(price) > Number(ceiling);
  const said = byId("price-said");
  said.className = isOver ? "gf-notice warn" : "sub";
  const sentence = price ? said.dataset[isOver ? "over" : "said"] : "";
  said.textContent = sentence.replace("{price}", figures(price)).replace("{ceiling}", figures(ceiling));
}

async function tried(act) {
  const fault = byId("fault");
  fault.hidden = true;
  byId("start").disabled = true;
  try {
    await act();
  } catch (error) {
    fault.textContent = error.told ?? said(error);
    fault.hidden = false;
    const goesOn = waiting && !error.told; // what the house refuses isn't sent again
    byId("resume").hidden = !goesOn;
    byId("progress").hidden = !goesOn;
  }
  byId("start").disabled = false;
}

function tell(word, done, whole) {
  byId("progress").hidden = false;
  byId("doing").textContent = byId("doing").dataset[word];
  byId("amount").textContent = `${(done / 1048576).toFixed(1)} / ${(whole / 1048576).toFixed(1)} MB`;
  byId("meter").value = whole ? (100 * done) / whole : 100;
}

async function sealNow() {
  const files = byId("files").files;
  if (!files.length) throw new Error("file");
  const kind = byId("kind").value;
  const isPriced = place.dataset.priced.split(",").includes(kind);
  const price = isPriced ? priceOf(byId("price").value) : "";
  if (isPriced && !price) throw new Error("price");
  const lot = byId("lot")?.value ?? "1";
  const sequences = JSON.parse(byId("sequences").textContent);
  const label = { procurement: place.dataset.procurement, lot, bidder: place.dataset.bidder, kind, sequence: sequences[`${lot}-${kind}`] };
  const answer = await fetch(place.dataset.sheet);
  if (!answer.ok) throw new Error("sheet");
  const made = await sealed({ sheetBytes: new Uint8Array(await answer.arrayBuffer()), files, label, price, progress: (done, whole) => tell("sealing", done, whole) });
  if (made.sheet.digest !== place.dataset.digest) throw new Error("sheet");
  waiting = { blob: made.blob, digest: made.digest, list: made.listDigest, name: made.name };
  save(made.ours, made.ours.name);
  const rows = made.files.map(({ name, size, sm3 }) => {
    const row = document.createElement("tr");
    for (const text of [name, String(size), `${sm3.slice(0, 8)} … ${sm3.slice(-4)}`]) row.append(Object.assign(document.createElement("td"), { textContent: text }));
    return row;
  });
  byId("sealed").querySelector("tbody").replaceChildren(...rows);
  byId("sealed").hidden = false;
  byId("keep").hidden = false;
}

async function digestOf(blob) {
  const digest = new Sm3();
  const reader = blob.stream().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) digest.update(next.value);
  return digest.digest();
}

async function asked(method, query, body) {
  const address = place.dataset.pieces.replace("DIGEST", waiting.digest);
  let answer;
  try {
    answer = await fetch(address + query, { method, body, headers: { "X-CSRFToken": place.dataset.csrf } });
  } catch {
    throw new Error("broken");
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 409 && "have" in told) return told;
  if (!answer.ok) throw Object.assign(new Error("other"), told.what ? { told: `${told.what}。${told.remedy}。` } : {});
  return told;
}

async function send() {
  byId("resume").hidden = true;
  const whole = waiting.blob.size;
  let { have } = await asked("GET", "");
  while (have < whole) {
    tell("sending", have, whole);
    ({ have } = await asked("POST", `?at=${have}&of=${whole}`, waiting.blob.slice(have, have + PIECE)));
  }
  tell("sending", whole, whole);
  const receipt = await asked("POST", "", new URLSearchParams({ list: waiting.list }));
  location.assign(receipt.url);
}
