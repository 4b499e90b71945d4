// What a page says with boot and update is checked, and what is wrong is told in words.
import { describe, expect, it } from "vitest";
import { checked } from "../src/controller/options";

function complaints(given: object): string[] {
  const heard: string[] = [];
  expect(checked(given, (message) => heard.push(message))).toEqual({});
  return heard;
}

describe("an option that cannot be", () => {
  it.each([
    [{ theme: "pink" }, 'the option "theme" has to be auto or light or dark, and is "pink"'],
    [{ offsetX: "2em" }, 'the option "offsetX" has to be a number of pixels, and is "2em"'],
    [{ zIndex: "top" }, 'the option "zIndex" has to be a whole number, and is "top"'],
    [{ texts: "Hello" }, 'the option "texts" has to be an object, and is "Hello"'],
    [{ sound: "loud" }, 'the option "sound" has to be true or false, and is "loud"'],
    [{ colour: "red" }, 'there is no option "colour"'],
  ])("%j is told in words", (given, message) => {
    expect(complaints(given)).toEqual([message]);
  });
});

it("takes what is right, and nothing as what it is by itself", () => {
  expect(checked({ theme: "dark", zIndex: -1, sound: "", title: null }, () => expect.fail())).toEqual({
    theme: "dark",
    zIndex: -1,
    sound: true,
    title: undefined,
  });
});
