import { setTheme } from './set-theme'

/** Offers the theme that is not on. Both buttons are in the page; the stylesheet knows which one to show. */
export function ThemeSwitch() {
  return (
    <form action={setTheme}>
      <button className="theme-button to-dark" name="theme" type="submit" value="dark">
        Dark
      </button>
      <button className="theme-button to-light" name="theme" type="submit" value="light">
        Light
      </button>
    </form>
  )
}
