/** The still picture in the outputs of the same cell. Where the player is, it shows nothing more. */
export class Still {
  constructor(id) {
    this.id = id;
    this.hidden = [];
  }

  /** Hides it; other cells may show the same web, and keep it. */
  hide(player) {
    const outputs = player.closest(".jp-OutputArea");
    for (const picture of outputs?.querySelectorAll(`svg[id="${this.id}"]`) ?? []) {
      const output = picture.closest(".jp-OutputArea-child");
      if (!output || output.contains(player) || output.style.display === "none") continue;
      output.style.display = "none";
      this.hidden.push(output);
    }
  }

  show() {
    for (const output of this.hidden) output.style.display = "";
    this.hidden = [];
  }
}
