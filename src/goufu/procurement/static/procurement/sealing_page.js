// What the house's page and the offline page share: the files of an envelope, with the price for the program and a secret of the bidder's.

import { readSheet, seal } from "../sealing/seal.js";

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// The price as the program reads it: "1234.50", or "" where it isn't one.
export const priceOf = (text) => {
  const plain = text.trim().replace(/[,，\s]/g, "");
  return /^\d{1,13}(\.\d{1,2})?$/.test(plain) && Number(plain) > 0 ? plain.replace(/^0+(?=\d)/, "") : "";
};

const TOO_FEW_DIGITS_TO_GUESS = 32; // bytes of the secret by which the digest of the files tells nothing of them

// The file that is sealed beside the bidder's own, named as it is saved: of each envelope another name, since he keeps all of them.
function withOurs(files, price, { lot, kind, sequence }) {
  const which = `${lot}-${kind}-${sequence}`;
  const nonce = hex(crypto.getRandomValues(new Uint8Array(TOO_FEW_DIGITS_TO_GUESS)));
  const ours = price
    ? new File([JSON.stringify({ format: "goufu-quotation", version: 1, price, nonce })], `quotation-${which}.json`)
    : new File([`${nonce}\n`], `seal-salt-${which}.txt`);
  return [...files, ours];
}

// The name of an envelope's file: with the digest of its list of files, which goes on the receipt when the file is sent.
const nameOf = ({ procurement, lot, kind, sequence }, listDigest) => `${procurement}-${lot}-${kind}-${sequence}.${listDigest}.gbid`;

// The digest of the list of files that an envelope's file has in its name, or "".
export const listIn = (name) => /\.([0-9a-f]{64})(?: ?\(\d+\))?\.gbid$/.exec(name)?.[1] ?? "";

// Seals into a Blob; gives it with what `seal` gives, and the file that the bidder must keep beside his own.
export async function sealed({ sheetBytes, files, label, price, progress }) {
  const sheet = readSheet(sheetBytes);
  const all = withOurs([...files], price, label);
  const parts = [];
  const made = await seal({ files: all, sheet, label, progress, write: (piece) => { parts.push(piece); } });
  return { ...made, blob: new Blob(parts), name: nameOf(label, made.listDigest), ours: all[all.length - 1], sheet };
}
