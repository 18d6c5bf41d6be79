/** `#rrggbb`. */
export type Colour = string;

/** Channels of sRGB as light, WCAG 2.2 "relative luminance". */
const luminance = (colour: Colour): number => {
  const light = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = light;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** WCAG 2.2, 1.4.3: from 1 to 21, whichever of the two is text. */
export const contrast = (one: Colour, other: Colour): number => {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
};

/** Text of normal size, level AA. */
export const leastContrast = 4.5;

/** Black or white, whichever is better to read: one of them always is enough. */
export const readableOn = (background: Colour): Colour =>
  contrast(background, '#000000') >= contrast(background, '#ffffff') ? '#000000' : '#ffffff';
