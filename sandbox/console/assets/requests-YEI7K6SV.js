import{h as e}from"./chunk-77THSEBP.js";function t(){return e("h1",{children:"Requests"})}export{t as default};
