import { SiteFooter } from './components/site-footer'
import { SiteHeader } from './components/site-header'

export default function NotFound() {
  return (
    <>
      <title>Not found · Parallax</title>
      <SiteHeader page={null} />
      <main className="frame pt-7">
        <h1 className="type-title">Nothing is kept at this address</h1>
        <p className="mt-3 max-w-150 text-[15px] leading-[22px] text-ink2">
          A checkpoint’s address ends in the first twelve digits of its digest, a submission’s in its id. A
          checkpoint has a page once a run of it is complete.
        </p>
        <p className="mt-4">
          <a className="link" href="/">
            All checkpoints
          </a>
          {' · '}
          <a className="link" href="/submit">
            All submissions
          </a>
        </p>
      </main>
      <SiteFooter />
    </>
  )
}
