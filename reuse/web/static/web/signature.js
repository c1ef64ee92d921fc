// A signature drawn in a frame, written as strokes [[[x, y], …], …] (0 to 1000, y downwards) into a hidden field.
// Without this file the frame stays hidden: people sign on paper, or by typing their name. Where several ways of signing
// are offered, the frame is shown for the one that is drawn.
for (const frame of document.querySelectorAll("[data-signature]")) {
  const field = document.getElementById(frame.dataset.signature);
  const canvas = frame.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const methods = document.querySelectorAll("[name=signature_method]");
  const strokes = field.value ? JSON.parse(field.value) || [] : [];
  let current = null;

  const show = () => {
    const drawn = !methods.length || [...methods].some((method) => method.checked && method.value === "drawn");
    frame.hidden = !drawn;
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const inside = (value) => Math.max(0, Math.min(1000, Math.round(value)));
    return [inside(((event.clientX - box.left) * 1000) / box.width), inside(((event.clientY - box.top) * 1000) / box.width)];
  };
  const draw = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#0b3a40";
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    }
  };
  const keep = () => { field.value = strokes.length ? JSON.stringify(strokes) : ""; };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    current = [place(event)];
    strokes.push(current);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current) return;
    current.push(place(event));
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { current = null; keep(); });
  frame.querySelector("[data-clear]").addEventListener("click", () => { strokes.length = 0; draw(); keep(); });
  for (const method of methods) method.addEventListener("change", show);
  show();
  draw();
}
