// What the house's page and the offline page share: the files of an envelope, with the price for the program and a secret of the bidder's.

import { readSheet, seal } from "../sealing/seal.js";

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// The price as the program reads it: "1234.50", or "" where it isn't one.
export const priceOf = (text) => {
  const plain = text.trim().replace(/[,，\s]/g, "");
  return /^\d{1,13}(\.\d{1,2})?$/.test(plain) && Number(plain) > 0 ? plain.replace(/^0+(?=\d)/, "") : "";
};

const TOO_FEW_DIGITS_TO_GUESS = 32; // bytes of the secret by which the digest of the files tells nothing of them

function withOurs(files, price) {
  const nonce = hex(crypto.getRandomValues(new Uint8Array(TOO_FEW_DIGITS_TO_GUESS)));
  const ours = price
    ? new File([JSON.stringify({ format: "goufu-quotation", version: 1, price, nonce })], "quotation.json")
    : new File([`${nonce}\n`], "seal-salt.txt");
  return [...files, ours];
}

// Seals into a Blob; gives it with what `seal` gives, and the file that the bidder must keep beside his own.
export async function sealed({ sheetBytes, files, label, price, progress }) {
  const sheet = readSheet(sheetBytes);
  const all = withOurs([...files], price);
  const parts = [];
  const made = await seal({ files: all, sheet, label, progress, write: (piece) => { parts.push(piece); } });
  return { ...made, blob: new Blob(parts), ours: all[all.length - 1], sheet };
}
