// A custodian's key in his browser: made here, used here, never sent. Without a script the command `goufu keys` does the same.

import { lockKey, newKey, peel, readOutside, rehearse, unlockKey } from "../sealing/peel.js";
import { fingerprint } from "../sealing/seal.js";
import { said, save } from "./words.js";

const byId = (id) => document.getElementById(id);

async function tried(act) {
  const fault = byId("fault");
  fault.hidden = true;
  try {
    await act();
  } catch (error) {
    fault.textContent = said(error);
    fault.hidden = false;
  }
}

async function busy(button, act) {
  button.disabled = true;
  await tried(act);
  button.disabled = false;
}

// One blue button: first the one that makes or uses the key, then the one that hands in.
function lead(first, then) {
  first.classList.remove("line");
  then.classList.add("line");
}

const handIn = document.querySelector("main form [type=submit]");
const make = byId("make");
if (make) {
  make.hidden = false;
  lead(byId("make-key"), handIn);
  byId("make-key").addEventListener("click", ({ target }) => busy(target, async () => {
    const passphrase = byId("passphrase").value;
    if (passphrase !== byId("repeated").value) throw new Error("twice");
    const key = await newKey();
    save(await lockKey(key, passphrase), `${make.dataset.name}.gkey`);
    document.querySelector("[name=public]").value = key.public;
    byId("fingerprint").textContent = fingerprint(key.public);
    byId("made").hidden = false;
    lead(handIn, target);
  }));
}

const use = byId("use");
if (use) {
  use.hidden = false;
  lead(byId("use-key"), handIn);
  byId("use-key").addEventListener("click", ({ target }) => busy(target, async () => {
    const [file] = byId("key-file").files;
    if (!file) throw new Error("file");
    const key = await unlockKey(new Uint8Array(await file.arrayBuffer()), byId("passphrase").value);
    const ours = fingerprint(key.public);
    if (ours !== use.dataset.fingerprint) throw Object.assign(new Error("otherkey"), { values: { ours, theirs: use.dataset.fingerprint } });
    const given = "rehearsal" in use.dataset ? await rehearsed(key) : await peeled(key);
    document.querySelector("#send [name=peel], #send [name=peels]").value = given;
    byId("made").hidden = false;
    lead(handIn, target);
    handIn.focus();
  }));
}

async function rehearsed(key) {
  const answer = await fetch(use.dataset.envelopes);
  if (!answer.ok) throw new Error("other");
  const outside = readOutside(new Uint8Array(await answer.arrayBuffer()));
  return new TextDecoder().decode(await rehearse(outside, key, use.dataset.procurement));
}

// The outsides of all envelopes of an opening, each with the label that the house says it has. What can't be opened is told, not skipped.
async function peeled(key) {
  const answer = await fetch(use.dataset.envelopes);
  if (!answer.ok) throw new Error("other");
  const lines = [];
  for (const { bid, outside, label } of (await answer.json()).envelopes) {
    try {
      const bytes = Uint8Array.from(atob(outside), (sign) => sign.charCodeAt(0));
      lines.push(JSON.stringify({ bid, peel: new TextDecoder().decode(await peel(readOutside(bytes), key, label)) }));
    } catch (error) {
      if (error.code === "wrongkey") throw error;
      lines.push(JSON.stringify({ bid, fault: error.code ?? "other", said: said(error) }));
    }
  }
  return lines.join("\n");
}
