// The phone's keyboard for games that have no input field of their own: one line above the edge,
// typed on the computer's keys. What is typed goes to the game as it is typed.

import { element } from "./dom.js";
import { sheetButton } from "./sheet.js";

export class Keyboard {
  #layer;
  #raise;
  #sheet = null;
  #field = null;

  /** @param {(name: string, value: object) => void} raise tells the game of an event. */
  constructor(layer, raise) {
    this.#layer = layer;
    this.#raise = raise;
  }

  show({ defaultValue = "", maxLength = 100, multiple = false, confirmHold = false, confirmType = "done" }) {
    const field = element(multiple ? "textarea" : "input", {
      class: "keyboard__field", "aria-label": "What you type goes into the game", "data-testid": "keyboard-field",
      maxlength: maxLength > 0 ? maxLength : false,
      oninput: () => this.#raise("KeyboardInput", { value: field.value }),
      onkeydown: (event) => {
        if (event.key !== "Enter" || multiple) return;
        event.preventDefault();
        confirm();
      },
    });
    field.value = defaultValue;
    const confirm = () => {
      this.#raise("KeyboardConfirm", { value: field.value });
      if (!confirmHold) this.hide();
    };
    this.#field = field;
    this.#sheet = this.#layer.open({ testid: "keyboard", onCancel: () => this.hide() });
    this.#sheet.draw(
      element("h2", { id: "sheet-title", class: "visually-hidden" }, "Keyboard"),
      element("div", { class: "keyboard" }, field, sheetButton("keyboard-confirm", confirm, {}, confirmType.replace(/^./, (first) => first.toUpperCase()))),
    );
    // What is hidden takes no focus, and the layer shows itself with the next frame.
    requestAnimationFrame(() => field.focus());
    this.#raise("KeyboardHeightChange", { height: this.#sheet.node.offsetHeight });
  }

  update(value) {
    if (this.#field) this.#field.value = value;
    return {};
  }

  /** Take it away, as the game or the person wants. */
  hide() {
    if (!this.#sheet) return {};
    const value = this.#field.value;
    this.forget();
    this.#raise("KeyboardComplete", { value });
    this.#raise("KeyboardHeightChange", { height: 0 });
    return {};
  }

  /** Take it away without a word: the game is gone. */
  forget() {
    this.#sheet?.close();
    this.#sheet = this.#field = null;
  }
}
