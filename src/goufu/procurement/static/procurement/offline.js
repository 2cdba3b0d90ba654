// The offline page: seals, and saves the envelope as a file.

import { bytesOfText } from "../sealing/encoding.js";
import { priceOf, sealed } from "./sealing_page.js";
import { said, save } from "./words.js";

const byId = (id) => document.getElementById(id);
const place = byId("sheet");
const isPriced = () => place.dataset.priced.split(",").includes(byId("kind").value);
const shown = () => { byId("price-field").hidden = !isPriced(); };

const sequences = JSON.parse(byId("sequences").textContent);
const counted = () => { byId("sequence").value = sequences[`${byId("lot").value}-${byId("kind").value}`] ?? 1; };

byId("kind").addEventListener("change", shown);
for (const name of ["kind", "lot"]) byId(name).addEventListener("change", counted);
shown();
counted();

byId("start").addEventListener("click", async ({ target }) => {
  target.disabled = true;
  byId("fault").hidden = true;
  byId("made").hidden = true;
  try {
    const files = byId("files").files;
    if (!files.length) throw new Error("file");
    const kind = byId("kind").value;
    const price = isPriced() ? priceOf(byId("price").value) : "";
    if (isPriced() && !price) throw new Error("price");
    const label = { procurement: place.dataset.procurement, lot: byId("lot").value, bidder: byId("bidder").value.trim(), kind, sequence: Number(byId("sequence").value) };
    const made = await sealed({ sheetBytes: bytesOfText(place.dataset.sheet), files, label, price, progress: () => {} });
    save(made.blob, made.name);
    save(made.ours, made.ours.name);
    byId("digest").textContent = made.digest;
    byId("list-digest").textContent = made.listDigest;
    byId("made").hidden = false;
  } catch (error) {
    byId("fault").textContent = said(error);
    byId("fault").hidden = false;
  }
  target.disabled = false;
});
