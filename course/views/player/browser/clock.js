import { along, upTo } from "./times.js";

const REST = 1200; // ms for the viewer from step to step, where motion is to be reduced

/** The player's own time: a moment, and whether it moves on. `show(moment, now)` is called for each. */
export class Clock {
  constructor(flow, show, changed) {
    this.flow = flow;
    this.show = show;
    this.changed = changed;
    this.speed = flow.speed;
    this.moment = this.first;
    this.isPlaying = false;
    this.frame = 0;
    this.timer = 0;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  }

  get first() {
    return this.flow.steps[0];
  }

  get last() {
    return this.flow.steps[this.flow.steps.length - 1];
  }

  /** Where the moment is shown: idle stretches are cut short. */
  get shown() {
    return along(this.flow.knots, this.moment, 0, 1);
  }

  get length() {
    return this.flow.knots[this.flow.knots.length - 1][1];
  }

  /** The moment that is shown at a place. */
  momentAt(shown) {
    return along(this.flow.knots, shown, 1, 0);
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play() {
    if (this.moment >= this.last) this.seek(this.first);
    this.pause();
    this.isPlaying = true;
    this.changed();
    if (this.calm.matches) this.restAndGoOn();
    else this.frame = requestAnimationFrame((now) => this.goOn(now, now));
  }

  goOn(before, now) {
    // A hidden page gets no frames; when it is seen again, time goes on from where it was.
    const passed = Math.min(now - before, 100);
    this.seek(this.momentAt(this.shown + passed * this.speed), now);
    if (this.moment >= this.last) this.pause();
    else this.frame = requestAnimationFrame((next) => this.goOn(now, next));
  }

  restAndGoOn() {
    this.timer = setTimeout(() => {
      this.seek(this.next(1));
      if (this.moment >= this.last) this.pause();
      else this.restAndGoOn();
    }, (REST * this.flow.speed) / this.speed);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    if (!this.isPlaying) return;
    this.isPlaying = false;
    this.changed();
  }

  /** The step after this moment, or before it. */
  next(way) {
    const { steps } = this.flow;
    const at = way > 0 ? upTo(steps, this.moment) : upTo(steps, this.moment, true) - 1;
    return steps[Math.min(Math.max(at, 0), steps.length - 1)];
  }

  step(way) {
    this.jump(this.next(way));
  }

  jump(moment) {
    this.pause();
    this.seek(moment);
  }

  seek(moment, now = null) {
    this.moment = moment;
    this.show(moment, now);
  }
}
