// What a person sees and does.

const byId = (id) => document.getElementById(id);
const percent = (share) => `${(100 * share).toFixed(share > 0.0005 && share < 0.9995 ? 1 : 0)} %`;
const SURE_FROM = 0.9;
const TWICE = 2;
let model = null;
let camera = null;
let facing = "environment";

function element(kind, text, className) {
  const made = document.createElement(kind);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function ranking(answer) {
  return Array.from(answer.shares, (share, label) => ({ name: model.about.classes[label], share, label }))
    .sort((a, b) => b.share - a.share);
}

function sentence(answer) {
  const [best, second] = ranking(answer);
  if (answer.strangeness >= 1) {
    return `Not sure: this is unlike the photos that I learned from. If I have to guess: ${best.name}.`;
  }
  if (best.share >= SURE_FROM) return `Surely: ${best.name}`;
  if (second && best.share < TWICE * second.share) {
    return `Not sure: it may be ${best.name} or ${second.name}.`;
  }
  return `Probably: ${best.name}`;
}

function showBars(list, answer) {
  list.replaceChildren(...ranking(answer).slice(0, 10).map(({ name, share }) => {
    const line = element("li");
    const bar = element("meter");
    bar.min = 0;
    bar.max = 1;
    bar.value = share;
    bar.setAttribute("aria-label", `${name}: ${percent(share)}`);
    line.append(element("span", name, "name"), element("span", percent(share), "share"), bar);
    return line;
  }));
}

// Leaves bright what speaks for the answer, and darkens the rest.
function spotlight(canvas, answer) {
  const label = ranking(answer)[0].label;
  const heat = model.evidence(answer, label);
  const most = Math.max(...heat, 1e-9);
  const small = document.createElement("canvas");
  small.width = answer.columns;
  small.height = answer.rows;
  const context = small.getContext("2d");
  const shade = context.createImageData(small.width, small.height);
  heat.forEach((value, i) => {
    shade.data[4 * i + 3] = Math.round(210 * (1 - Math.min(1, Math.max(0, value / most))));
  });
  context.putImageData(shade, 0, 0);
  const target = canvas.getContext("2d");
  target.imageSmoothingQuality = "high";
  target.drawImage(small, 0, 0, canvas.width, canvas.height);
}

function drawn(picture, longest = 640) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function photoCard(name, picture, answer) {
  const card = element("article");
  const words = sentence(answer);
  let canvas = drawn(picture);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Your photo ${name}`);
  const where = element("button", "Show where I looked");
  where.type = "button";
  where.setAttribute("aria-pressed", "false");
  where.onclick = () => {
    const on = where.getAttribute("aria-pressed") !== "true";
    where.setAttribute("aria-pressed", String(on));
    where.textContent = on ? "Show the whole photo" : "Show where I looked";
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    if (on) spotlight(canvas, answer);
  };
  const bars = element("ol", "", "bars");
  showBars(bars, answer);
  const text = element("div");
  text.append(element("h3", words), element("p", name, "small"), bars, where);
  card.append(canvas, text);
  return card;
}

async function askFiles(files) {
  for (const file of files) {
    byId("status").textContent = `Looking at ${file.name} …`;
    try {
      const picture = await createImageBitmap(file);
      const answer = await model.ask(squeezed(picture, model.about.size));
      byId("photos").prepend(photoCard(file.name, picture, answer));
      byId("status").textContent = `${file.name}: ${sentence(answer)}`;
    } catch (error) {
      byId("status").textContent = `${file.name} could not be opened as a photo. ` +
        "Save it as JPEG or PNG and try again.";
    }
  }
}

function stopCamera() {
  if (camera) camera.getTracks().forEach((track) => track.stop());
  camera = null;
  byId("live").hidden = true;
  byId("camera").textContent = "Use the camera";
}

async function startCamera() {
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: facing } });
  } catch (error) {
    byId("status").textContent = "No camera could be used. Allow it in the browser, or choose " +
      "photos instead. Some browsers lend the camera only to pages from the internet.";
    return;
  }
  byId("video").srcObject = camera;
  await byId("video").play();
  byId("live").hidden = false;
  byId("camera").textContent = "Stop the camera";
  byId("status").textContent = "";
  watch(camera);
}

async function watch(stream) {
  while (camera === stream) {
    const answer = await model.ask(squeezed(byId("video"), model.about.size));
    if (camera !== stream) return;
    byId("live-words").textContent = sentence(answer);
    showBars(byId("live-bars"), answer);
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

function listen() {
  byId("choose").onchange = (event) => askFiles([...event.target.files]);
  byId("camera").onclick = () => (camera ? stopCamera() : startCamera());
  byId("turn").onclick = () => {
    facing = facing === "environment" ? "user" : "environment";
    stopCamera();
    startCamera();
  };
  document.ondragover = (event) => event.preventDefault();
  document.ondrop = (event) => {
    event.preventDefault();
    askFiles([...event.dataTransfer.files]);
  };
  document.onpaste = (event) => askFiles([...event.clipboardData.files]);
}

async function begin() {
  byId("status").textContent = "Getting ready …";
  try {
    await tf.ready();
    const about = JSON.parse(byId("about").textContent);
    model = await PageModel.load(about, bytesOf(byId("weights").textContent));
    // The first look takes long: it prepares everything for the others.
    await model.ask(new Uint8ClampedArray(about.size * about.size * 3));
  } catch (error) {
    byId("status").textContent = `This browser cannot run the model (${error.message}). ` +
      "Try a newer Chrome, Edge, Firefox or Safari.";
    return;
  }
  listen();
  document.querySelectorAll("[data-waits]").forEach((each) => { each.disabled = false; });
  byId("status").textContent = "Ready. Choose a photo, drop one here, or use the camera.";
  document.documentElement.dataset.ready = "yes";
}

begin();
