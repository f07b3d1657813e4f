// Reads QR codes as a phone's camera does: from the picture on the screen, not from the page's text.

import assert from "node:assert/strict";

import jsQR from "jsqr";

/** What the code in an element says. */
export async function readQr(page, selector) {
  const picture = await page.locator(selector).screenshot();
  const { data, width, height } = await pixels(page, picture);
  const found = jsQR(Uint8ClampedArray.from(data), width, height);
  assert.ok(found, `${selector} shows a code that can be read`);
  return found.data;
}

/** A picture's pixels. The browser unpacks it on a blank page, where no content security policy stands in the way. */
async function pixels(page, picture) {
  const blank = await page.context().newPage();
  try {
    return await blank.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
      canvas.drawImage(image, 0, 0);
      const { data, width, height } = canvas.getImageData(0, 0, image.width, image.height);
      return { data: [...data], width, height };
    }, picture.toString("base64"));
  } finally {
    await blank.close();
  }
}
