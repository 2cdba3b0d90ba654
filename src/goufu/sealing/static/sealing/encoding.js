// Bytes that are the same here and in Python (goufu/sealing/encoding.py): canonical JSON, lengths, base64, refusals.

// A refusal: its code, what is said of it in Chinese, and the values in it, so that a page can say it in another language.
export const SENTENCES = {
  alike: "“{name}”和“{other}”只有大小写或写法不同，有的电脑分不清。请改名后重新封。",
  changed: "“{name}”在封的时候变了大小。请关掉正在用它的程序，再封一次。",
  count: "信封里应有 1 到 {most} 个文件，这里有 {found} 个。请增减文件。",
  damaged: "信封外面给这把钥匙的部分打不开，改过，或者不是给它封的。请核对收到时的摘要。",
  envelope: "信封的开头不是应有的样子，可能改过。请核对收到时的摘要，或者请投标人重新封一份。",
  folder: "文件名“{name}”不能用：是空的、带着文件夹、太长，或者有看不见的控制符。请改名后重新封。",
  insecure: "这一页不是用 https 打开的，浏览器不给加密。请改用 https 的地址，或者用命令 goufu bid 和 goufu keys。",
  key: "这不是有口令的钥匙文件，或者口令不对。请核对文件，再输一次口令。",
  label: "信封上的“{field}”不对。请改正后重新封。",
  mismatch: "这个信封的“{field}”是“{found}”，这里要的是“{wanted}”。请换成正确的信封；如果收到时就是它，请记入开标记录。",
  moved: "信封外面给这把钥匙的部分是从另一份投标搬来的，没有打开。请停下，把这件事记入开标记录。",
  real: "这是一份真的投标，不是演练用的信封。请用采购人为演练发来的信封。",
  sheet: "封标说明读不出来，或者摘要对不上，可能改过。请从采购公告重新下载，并核对公告里的摘要。",
  short: "口令太短。请用至少 {shortest} 个字，几个不相干的词连起来最好。",
  suite: "这里不认识算法“{name}”。请用命令 goufu bid。",
  unknown: "这次采购没有 {lot} 包的 {kind} 信封。请改正包号和种类。",
  wrongly: "信封外面写的摘要和里面的部分对不上。这是投标人封的时候造成的，请记入开标记录。",
  wrongkey: "钥匙 {ours} 不是这个信封的，它是给 {theirs} 封的。请换这次采购用的钥匙。",
};

export class SealError extends Error {
  constructor(code, values = {}) {
    super(SENTENCES[code].replace(/\{(\w+)\}/g, (_, name) => String(values[name])));
    this.code = code;
    this.values = values;
  }
}

// Browsers give their ciphers to pages that came by https only.
export function mustBeSecure() {
  if (!globalThis.crypto?.subtle) throw new SealError("insecure");
}

export const bytesOfText = (text) => new TextEncoder().encode(text);

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
}

export const canonical = (value) => bytesOfText(JSON.stringify(sorted(value)));

export const same = (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]);

// The object that these bytes say, and say in the one canonical way.
export function parsed(bytes, code) {
  let value;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new SealError(code);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value) || !same(canonical(value), bytes)) throw new SealError(code);
  return value;
}

export function joined(parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function framed(bytes) {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return joined([length, bytes]);
}

export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

export function bytesOfBase64(text, code) {
  let found;
  try {
    found = atob(text);
  } catch {
    throw new SealError(code);
  }
  if (btoa(found) !== text) throw new SealError(code);
  return Uint8Array.from(found, (sign) => sign.charCodeAt(0));
}

export const bytesOfHex = (text) => Uint8Array.from(text.match(/../g), (two) => parseInt(two, 16));

export const moment = (date) => `${date.toISOString().slice(0, 19)}Z`;
