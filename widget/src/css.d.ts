// Style sheets come in as minified text and go into constructable style sheets.
declare module "*.css" {
  const text: string;
  export default text;
}
