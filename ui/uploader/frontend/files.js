// What a person chose or dropped, as one stream of bytes with a name.

const PHOTO = /\.(jpe?g|jfif|png|gif|webp|bmp|tiff?|hei[cf]|avif)$/i;
// What the app can open; whether a file really is what its name says, the app finds out.
const ARCHIVE = /\.(zip|tar|tgz|tar\.gz|tm)$/i;

class Refusal extends Error {
  constructor(answer) {
    super(answer.title);
    this.answer = answer;
  }
}

function isHidden(path) {
  const parts = path.split("/");
  const last = parts[parts.length - 1].toLowerCase();
  return (
    parts.some((part) => part.startsWith(".") || part === "__MACOSX") ||
    last === "thumbs.db" ||
    last === "desktop.ini"
  );
}

// [{path, file}] of a file input; a folder input gives paths that begin with the folder.
function chosenFiles(input) {
  return Array.from(input.files, (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

// [{path, file}] of a drop, folders within folders included.
async function droppedFiles(dataTransfer) {
  // The browser forgets the items at the first pause, so all entries are taken before it.
  const entries = Array.from(dataTransfer.items)
    .filter((item) => item.kind === "file")
    .map((item) => (item.webkitGetAsEntry ? item.webkitGetAsEntry() : null) || item.getAsFile());
  const found = [];
  for (const entry of entries) await collect(entry, found);
  return found;
}

async function collect(entry, found) {
  if (!entry) return;
  if (entry instanceof File) {
    found.push({ path: entry.name, file: entry });
  } else if (entry.isDirectory) {
    for (const inner of await directoryEntries(entry)) await collect(inner, found);
  } else if (!isHidden(entry.fullPath)) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push({ path: entry.fullPath.replace(/^\//, ""), file });
  }
}

async function directoryEntries(directory) {
  const reader = directory.createReader();
  const all = [];
  // A browser hands over about a hundred at a time, and none when there are no more.
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

// {name, kind, blob, files}: one file goes as it is, several as frames that the app packs into one
// zip. A blob of blobs reads nothing yet, however large the folder is.
function payloadOf(files, words, choices) {
  const kept = files.filter(({ path }) => !isHidden(path));
  if (kept.length === 1 && !kept[0].path.includes("/") && !PHOTO.test(kept[0].path)) {
    const { file } = kept[0];
    const isWelcome = choices.includes("file") || ARCHIVE.test(file.name);
    if (!isWelcome) throw new Refusal({ code: "uploads.not_a_zip", name: file.name });
    return { name: file.name, kind: "file", blob: file };
  }
  const several = kept.filter(({ path }) => ARCHIVE.test(path) && !path.includes("/"));
  if (several.length > 0) throw new Refusal({ code: "uploads.several_archives" });
  const name = commonName(kept, words);
  if (kept.length === 0) throw new Refusal({ code: "uploads.empty", name });
  const frames = kept.flatMap(({ path, file }) => [
    JSON.stringify({ name: path, size: file.size }) + "\n",
    file,
  ]);
  return { name, kind: "photos", blob: new Blob(frames) };
}

function commonName(files, words) {
  const tops = new Set(files.map(({ path }) => (path.includes("/") ? path.split("/")[0] : "")));
  const [top] = tops;
  return tops.size === 1 && top ? top : filled(words.several, { n: files.length });
}

function filled(text, facts) {
  return text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}
