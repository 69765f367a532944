import{h}from"./chunk-77THSEBP.js";function n(){return h("h1",{children:"Snapshots"})}export{n as default};
