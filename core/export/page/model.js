// The model: unpacked from the text of this page, and asked.

function bytesOf(text) {
  const raw = atob(text.trim());
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

function halfToFloat(half) {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

// 32-bit numbers from 16-bit ones, or from 8-bit ones with a scale per channel.
function unpacked(bytes, start, spec) {
  const count = spec.shape.reduce((product, side) => product * side, 1);
  const view = new DataView(bytes.buffer);
  const values = new Float32Array(count);
  if (spec.form === "float32") {
    for (let i = 0; i < count; i++) values[i] = view.getFloat32(start + 4 * i, true);
    return { values, end: start + 4 * count };
  }
  if (spec.form === "float16") {
    for (let i = 0; i < count; i++) values[i] = halfToFloat(view.getUint16(start + 2 * i, true));
    return { values, end: start + 2 * count };
  }
  const scales = new Float32Array(spec.channels);
  for (let i = 0; i < spec.channels; i++) scales[i] = view.getFloat32(start + 4 * i, true);
  start += 4 * spec.channels;
  for (let i = 0; i < count; i++) values[i] = view.getInt8(start + i) * scales[i % spec.channels];
  return { values, end: start + count };
}

class PageModel {
  static async load(about, bytes) {
    const arrays = {};
    let start = 0;
    for (const spec of about.weights) {
      const { values, end } = unpacked(bytes, start, spec);
      arrays[spec.name] = values;
      start = end;
    }
    const own = about.weights.filter((spec) => spec.name !== "familiarity");
    const weightData = new Float32Array(own.reduce((sum, { name }) => sum + arrays[name].length, 0));
    let place = 0;
    for (const { name } of own) {
      weightData.set(arrays[name], place);
      place += arrays[name].length;
    }
    const network = await tf.loadLayersModel(tf.io.fromMemory({
      modelTopology: about.topology,
      weightSpecs: own.map(({ name, shape }) => ({ name, shape, dtype: "float32" })),
      weightData: weightData.buffer,
    }));
    return new PageModel(about, network, arrays.familiarity);
  }

  constructor(about, network, means) {
    this.about = about;
    this.means = means;
    this.head = network.layers.filter((layer) => layer.getClassName() === "Dense")
      .map((layer) => layer.getWeights().map((weights) => weights.dataSync()));
    const features = network.getLayer("features");
    this.network = tf.model({
      inputs: network.inputs,
      outputs: [features.input, features.output, network.getLayer("logits").output,
        network.outputs[0]],
    });
  }

  // `square`: colour values from 0 to 255. The shares follow the order of `about.classes`.
  async ask(square) {
    const size = this.about.size;
    const outputs = tf.tidy(() => this.network.predict(
      tf.tensor(Float32Array.from(square), [1, size, size, 3])));
    const [map, features, logits, shares] = await Promise.all(outputs.map((each) => each.data()));
    const [, rows, columns] = outputs[0].shape;
    tf.dispose(outputs);
    return { map, rows, columns, features, shares, strangeness: this.strangeness(features, logits) };
  }

  // 1 and above: unlike anything that the model learned from.
  strangeness(features, logits) {
    const familiarity = this.about.familiarity;
    if (!familiarity || !this.means) return 0;
    const length = Math.max(Math.hypot(...features), 1e-12);
    let nearest = -1;
    for (let c = 0; c < this.about.classes.length; c++) {
      let sum = 0;
      for (let i = 0; i < features.length; i++) sum += features[i] * this.means[c * features.length + i];
      nearest = Math.max(nearest, sum / length);
    }
    const { likeness, logit, limit } = familiarity;
    const highest = Math.max(...logits);
    const score = (likeness[0] - nearest) / likeness[1] + (logit[0] - highest) / logit[1];
    return Math.max(0, score / limit);
  }

  // What each place of the photo adds to the answer, one number per place: exact, by the gradient
  // of the answer's logit, less the other logits by the shares of their classes, times the activation.
  evidence({ map, rows, columns, features }, label) {
    let out = Float64Array.from(features);
    const active = [];
    for (const [weights, bias] of this.head.slice(0, -1)) {
      out = Float64Array.from(bias, (start, j) => {
        let sum = start;
        for (let i = 0; i < out.length; i++) sum += out[i] * weights[i * bias.length + j];
        return Math.max(0, sum);
      });
      active.push(out);
    }
    const [last, bias] = this.head[this.head.length - 1];
    const count = bias.length;
    const contrast = this.contrast(last, bias, out, label);
    let gradient = Float64Array.from(out, (_, i) =>
      contrast.reduce((sum, value, c) => sum + value * last[i * count + c], 0));
    for (let n = active.length - 1; n >= 0; n--) {
      const [weights] = this.head[n];
      const width = active[n].length;
      const later = gradient.map((value, j) => (active[n][j] > 0 ? value : 0));
      gradient = Float64Array.from({ length: weights.length / width }, (_, i) => {
        let sum = 0;
        for (let j = 0; j < width; j++) sum += weights[i * width + j] * later[j];
        return sum;
      });
    }
    return Float64Array.from({ length: rows * columns }, (_, place) => {
      let sum = 0;
      for (let i = 0; i < gradient.length; i++) sum += map[place * gradient.length + i] * gradient[i];
      return sum / (rows * columns);
    });
  }

  // 1 for the class, and for the others their shares among themselves, negative: the sum is 0.
  contrast(last, bias, out, label) {
    const logits = Float64Array.from(bias, (start, c) =>
      out.reduce((sum, value, i) => sum + value * last[i * bias.length + c], start));
    const highest = Math.max(...logits.filter((_, c) => c !== label));
    const shares = logits.map((logit, c) => (c === label ? 0 : Math.exp(logit - highest)));
    const total = shares.reduce((sum, share) => sum + share, 0);
    return shares.map((share, c) => (c === label ? 1 : -share / total));
  }
}
