// From any picture to the square of colour values that the model looks at: the whole picture,
// squeezed, not cropped. The same arithmetic as Pillow's bicubic resize, so that the page answers
// as the app does.

function cubic(x) {
  const a = -0.5;
  x = Math.abs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

function resizeWeights(from, to) {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - 2 * stretch + 0.5));
    const last = Math.min(from, Math.trunc(center + 2 * stretch + 0.5));
    const weights = [];
    for (let x = first; x < last; x++) weights.push(cubic((x - center + 0.5) / stretch));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

// One direction of the resize; `step` and `jump` say how far apart pixels of a row and rows are.
function resizeRows(source, target, plan, rows, step, jump, targetStep, targetJump) {
  for (let row = 0; row < rows; row++) {
    plan.forEach(({ first, weights }, i) => {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) {
          sum += weights[k] * source[row * jump + (first + k) * step + channel];
        }
        target[row * targetJump + i * targetStep + channel] = Math.floor(sum + 0.5);
      }
    });
  }
}

// Colour values from 0 to 255, row by row, red, green and blue of each pixel.
function squeezed(picture, size) {
  const width = picture.videoWidth || picture.naturalWidth || picture.width;
  const height = picture.videoHeight || picture.naturalHeight || picture.height;
  // A large picture is made smaller by whole steps first: much quicker, and hardly different.
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width / Math.max(1, Math.floor(width / size / 2)));
  canvas.height = Math.ceil(height / Math.max(1, Math.floor(height / size / 2)));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const across = new Uint8ClampedArray(canvas.height * size * 3);
  resizeRows(data, across, resizeWeights(canvas.width, size), canvas.height, 4, canvas.width * 4,
    3, size * 3);
  const square = new Uint8ClampedArray(size * size * 3);
  resizeRows(across, square, resizeWeights(canvas.height, size), size, size * 3, 3, size * 3, 3);
  return square;
}
