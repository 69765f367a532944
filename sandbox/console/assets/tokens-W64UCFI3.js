import{h as e}from"./chunk-77THSEBP.js";function n(){return e("h1",{children:"Tokens"})}export{n as default};
