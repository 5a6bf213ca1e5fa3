import 'react'

declare module 'react' {
  /** Custom properties in `style`: how a component hands a length to its stylesheet. */
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined
  }
}
