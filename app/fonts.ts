import localFont from 'next/font/local'

/** Interface and numbers. */
const geist = localFont({
  src: '../node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2',
  variable: '--font-geist',
  weight: '100 900',
  adjustFontFallback: 'Arial',
})

/** Titles, findings and ledes. */
const sourceSerif = localFont({
  src: '../node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-latin-opsz-normal.woff2',
  variable: '--font-source-serif',
  weight: '200 900',
  adjustFontFallback: 'Times New Roman',
})

/** Paths, digests and reason codes: seldom above the fold, so not preloaded. */
const geistMono = localFont({
  src: '../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2',
  variable: '--font-geist-mono',
  weight: '100 900',
  preload: false,
  adjustFontFallback: false,
})

/** Class names that put all three families on the document. */
export const fontVariables = [geist, sourceSerif, geistMono].map(font => font.variable).join(' ')
